import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { HostileSession } from '../../../../tools/chaos/delivery/hostile-session.ts';
import type { Mood } from '../../../../tools/chaos/delivery/temper.ts';
import type { WireRecord } from '../../../../tools/chaos/delivery/wire-record.ts';

/** One mail of an announcement as the relay saw it. */
export interface SeenMail extends WireRecord {
  /** That its announcement is about, from the header. */
  topic: string;
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

  /** Mails of announcements about this topic, in their order. */
  about(topic: string): SeenMail[] {
    return this.seen.filter((mail) => mail.topic === topic);
  }

  stop(): void {
    this.#server.close();
  }

  /** Letters to the same residents are always taken. */
  #moodFor(to: string, content?: Buffer): Mood {
    if (topicOf(content) === undefined) return FRIENDLY;
    this.#awaited.delete(to);
    return this.#moods.get(to)?.shift() ?? FRIENDLY;
  }

  #keep(record: WireRecord, content?: Buffer): void {
    const topic = topicOf(content);
    if (topic) this.seen.push({ ...record, topic });
  }
}

function topicOf(content: Buffer | undefined): string | undefined {
  return /^Feedback-ID: [^:\s]+:([^:\s]+):announcement:/im.exec(content?.toString('latin1') ?? '')?.[1];
}

const FRIENDLY: Mood = { does: 'friendly' };
