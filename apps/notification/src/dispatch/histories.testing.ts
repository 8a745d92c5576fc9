import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { HostileSession } from '../../../../tools/chaos/delivery/hostile-session.ts';
import type { Mood } from '../../../../tools/chaos/delivery/temper.ts';
import type { WireRecord } from '../../../../tools/chaos/delivery/wire-record.ts';

/** One mail of an announcement as the relay saw it. */
export interface SeenMail extends WireRecord {
  /** The first eight characters of the announcement's id, from the header. */
  announcement: string;
}

const OFFERS = ['relay.example.ca', 'PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES', 'SMTPUTF8'];

/** A relay that answers each recipient by a script of its own, and keeps what it saw. */
export class ScriptedRelay {
  readonly seen: SeenMail[] = [];
  readonly #moods = new Map<string, Mood[]>();
  readonly #awaited = new Set<string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => {
      new HostileSession(socket, {
        mood: (_place, to, content) => this.#moodFor(to, content),
        offers: () => OFFERS,
        tell: (record, content) => this.#keep(record, content),
      });
    });
  }

  static async start(): Promise<ScriptedRelay> {
    const relay = new ScriptedRelay();
    await once(relay.#server.listen(0, '127.0.0.1'), 'listening');
    return relay;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the next mails to this address are answered after their final dot; then all are accepted. */
  script(address: string, moods: Mood[]): void {
    this.#moods.set(address, [...moods]);
    this.#awaited.add(address);
  }

  /** Whether a mail of the announcement that was scripted last came to this address, answered or not. */
  hasCome(address: string): boolean {
    return !this.#awaited.has(address);
  }

  of(announcementId: string): SeenMail[] {
    return this.seen.filter(({ announcement }) => announcement === announcementId.slice(0, 8));
  }

  stop(): void {
    this.#server.close();
  }

  /** Letters to the same residents are always taken. */
  #moodFor(to: string, content?: Buffer): Mood {
    if (announcementOf(content) === undefined) return FRIENDLY;
    this.#awaited.delete(to);
    return this.#moods.get(to)?.shift() ?? FRIENDLY;
  }

  #keep(record: WireRecord, content?: Buffer): void {
    const announcement = announcementOf(content);
    if (announcement) this.seen.push({ ...record, announcement });
  }
}

function announcementOf(content: Buffer | undefined): string | undefined {
  return /^Feedback-ID: ([0-9a-f]{8}):\S+:announcement:/im.exec(content?.toString('latin1') ?? '')?.[1];
}

const FRIENDLY: Mood = { does: 'friendly' };
