import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { SmtpReader } from '../../smtp/smtp-reader.ts';
import { answerStartTls } from './hostile-tls.ts';
import { isHeardIn, speakAs, waitAs, writeLine } from './hostile-words.ts';
import type { Mood, Place } from './temper.ts';
import { differenceOfReadings } from './two-readings.ts';
import type { WireRecord } from './wire-record.ts';

/** How a server behaves, and who hears of it. */
export interface Temper {
  /** @param to the recipient, where one is known. @param content of a mail that came whole, at its final dot. */
  mood: (place: Place, to: string, content?: Buffer) => Mood;
  /** Lines of the answer to EHLO. */
  offers: () => string[];
  /** @param content of a mail that came whole. */
  tell: (record: WireRecord, content?: Buffer) => void;
}

interface Transaction {
  to: string;
  beganAt?: number;
  chunks: Buffer[];
  isRefused: boolean;
}

/** One connection of a client, answered in its order and badly. */
export class HostileSession {
  #socket: Socket;
  readonly #temper: Temper;
  readonly #reader: SmtpReader;
  /** Answers wait for each other: a stall holds up all that come after it. */
  #queue = Promise.resolve();
  #transaction: Transaction | undefined;
  /** What the next octets are: up to a final dot, or a chunk of RFC 3030. */
  #expected: 'dot' | 'chunk' | 'last-chunk' = 'dot';

  constructor(socket: Socket, temper: Temper) {
    this.#socket = socket;
    this.#temper = temper;
    this.#reader = new SmtpReader({
      command: (line) => this.#hear(line),
      contentBegins: () => this.#begin(),
      content: (octets) => this.#finish(octets, Date.now()),
    });
    this.#listen(socket);
    socket.on('close', () => this.#end());
    this.#then(async () => void (await this.#answer('connect', '220 hostile.example.ca ESMTP')));
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#reader.read(chunk));
    socket.on('error', () => undefined);
  }

  #hear(line: string): void {
    const chunk = /^BDAT (\d+)( LAST)?$/i.exec(line);
    if (chunk) {
      this.#expected = chunk[2] === undefined ? 'chunk' : 'last-chunk';
      if (Number(chunk[1]) > 0) this.#reader.expectChunk(Number(chunk[1]));
      else this.#finish(Buffer.alloc(0), Date.now());
      return;
    }
    this.#then(() => this.#obey(line));
  }

  async #obey(line: string): Promise<void> {
    const verb = (/^[A-Za-z]+/.exec(line)?.[0] ?? '').toUpperCase();
    switch (verb) {
      case 'EHLO': {
        const offers = this.#temper.offers();
        const lines = offers.map((offer, at) => `250${at === offers.length - 1 ? ' ' : '-'}${offer}`);
        await this.#answer('hello', lines.join('\r\n'));
        return;
      }
      case 'STARTTLS':
        return this.#secure();
      case 'MAIL':
        this.#transaction = { to: '', chunks: [], isRefused: false };
        this.#transaction.isRefused = !(await this.#answer('sender', '250 2.1.0 ok'));
        return;
      case 'RCPT':
        return this.#recipient(line);
      case 'DATA':
        return this.#data();
      case 'QUIT':
        this.#write('221 2.0.0 bye');
        this.#socket.end();
        return;
      default:
        this.#write('250 2.0.0 ok');
    }
  }

  async #secure(): Promise<void> {
    this.#socket.removeAllListeners('data');
    const secured = await answerStartTls(this.#socket, this.#temper.mood('starttls', ''));
    if (secured) this.#listen(secured);
    else this.#socket.on('data', (chunk) => this.#reader.read(chunk));
  }

  async #recipient(line: string): Promise<void> {
    const transaction = this.#transaction;
    if (!transaction || transaction.isRefused) return this.#write('503 5.5.1 MAIL first');
    transaction.to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    const taken = await this.#answer('recipient', '250 2.1.5 ok', transaction);
    transaction.isRefused = !taken;
  }

  async #data(): Promise<void> {
    const transaction = this.#transaction;
    if (!transaction || transaction.to === '' || transaction.isRefused) {
      // Some servers say 354 though they refused: then a lone dot must come, and nothing else.
      if (!transaction || this.#temper.mood('data-for-nobody', '').does === 'friendly')
        return this.#write('554 5.5.1 no valid recipients');
      this.#expected = 'dot';
      this.#reader.expectContent();
      return this.#write('354 go on');
    }
    if (!(await this.#answer('data', '', transaction))) return;
    this.#expected = 'dot';
    this.#reader.expectContent();
    this.#write('354 go on');
  }

  #begin(): void {
    const transaction = this.#transaction;
    if (!transaction) return;
    transaction.beganAt ??= Date.now();
    if (this.#temper.mood('begin', transaction.to).does === 'drop') this.#socket.destroy();
  }

  #finish(octets: Buffer, dotAt: number): void {
    const expected = this.#expected;
    this.#then(async () => {
      const transaction = this.#transaction;
      if (!transaction || transaction.to === '') return this.#write('503 5.5.1 MAIL first');
      transaction.chunks.push(octets);
      if (expected === 'chunk')
        return this.#write(transaction.isRefused ? '554 5.5.1 no' : '250 2.0.0 go on');
      this.#transaction = undefined;
      if (transaction.isRefused) {
        // A chunk may be on its way when its recipient is refused; content for DATA may not.
        if (expected === 'dot' && octets.length > 0)
          this.#record(transaction, { dotAt, answer: '554', difference: 'content for nobody' });
        return this.#write('554 5.5.1 no valid recipients');
      }
      const content = Buffer.concat(transaction.chunks);
      // What comes in chunks has no final dot, and no doubled ones.
      const difference = expected === 'dot' ? differenceOfReadings(content) : undefined;
      const facts = { dotAt, messageId: messageIdOf(content), ...(difference && { difference }) };
      await this.#answer('dot', '250 2.0.0 taken', transaction, facts, content);
    });
  }

  /** @returns whether it was the friendly answer. What decides about a mail is recorded. */
  async #answer(
    place: Place,
    friendly: string,
    transaction?: Transaction,
    facts: Partial<WireRecord> = {},
    content?: Buffer,
  ): Promise<boolean> {
    const mood = this.#temper.mood(place, transaction?.to ?? '', content);
    await waitAs(mood);
    const code = mood.does === 'reply' ? mood.reply.slice(0, 3) : '250';
    const isHeard = isHeardIn(mood, this.#socket);
    const isDecided = place === 'dot' || mood.does === 'reply' || mood.does === 'drop';
    const unheard = mood.does === 'answer-and-drop' && { unheard: true as const };
    if (transaction && isDecided)
      this.#record(transaction, { ...facts, answer: isHeard ? code : 'none', ...unheard }, content);
    if (isHeard || mood.does !== 'friendly') await speakAs(mood, this.#socket, friendly);
    return isHeard && mood.does !== 'reply';
  }

  #record(
    { to, beganAt }: Transaction,
    facts: Partial<WireRecord> & { answer: string },
    content?: Buffer,
  ): void {
    const began = beganAt === undefined ? {} : { beganAt };
    const secured = this.#socket instanceof TLSSocket && { secured: true as const };
    this.#temper.tell({ to, ...began, ...secured, answeredAt: Date.now(), ...facts }, content);
  }

  /** The client went away in the middle of a content. */
  #end(): void {
    const transaction = this.#transaction;
    if (transaction?.beganAt !== undefined && !transaction.isRefused)
      this.#record(transaction, { answer: 'none' });
    this.#transaction = undefined;
  }

  #write(line: string): void {
    writeLine(this.#socket, line);
  }

  #then(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work);
  }
}

function messageIdOf(content: Buffer): string {
  const head = content.subarray(0, Math.max(0, content.indexOf('\r\n\r\n'))).toString('latin1');
  return /^message-id:\s*(<[^>]*>)/im.exec(head)?.[1] ?? '';
}
