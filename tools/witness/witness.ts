import {
  cosign,
  encodeCheckpoint,
  type NoteSigner,
  openNote,
  parseCheckpoint,
  parseWitnessRequest,
  TlogError,
  type VerifierKey,
  verifyConsistency,
  type WitnessRequest,
} from '#libs/tlog';
import type { WitnessMemory } from './memory.ts';

export interface Answer {
  status: 200 | 400 | 403 | 404 | 409 | 422;
  type: string;
  body: string;
}

/** Remembers for each log the largest tree it has seen, and cosigns only what continues it. C2SP tlog-witness. */
export class Witness {
  readonly #signer: NoteSigner;
  readonly #logs: readonly VerifierKey[];
  readonly #memory: WitnessMemory;
  readonly #now: () => Date;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    signer: NoteSigner,
    { logs, memory, now }: { logs: readonly VerifierKey[]; memory: WitnessMemory; now: () => Date },
  ) {
    this.#signer = signer;
    this.#logs = logs;
    this.#memory = memory;
    this.#now = now;
  }

  /** The endpoint `add-checkpoint`. One request at a time: two trees of one size must never both find it free. */
  async addCheckpoint(body: string): Promise<Answer> {
    const answer = this.#last.then(() => this.#answer(body));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #answer(body: string): Promise<Answer> {
    try {
      return await this.#decide(parseWitnessRequest(body));
    } catch (error) {
      if (error instanceof TlogError) return plain(400, error.message);
      throw error;
    }
  }

  async #decide({ oldSize, hashes, checkpoint: note }: WitnessRequest): Promise<Answer> {
    const origin = note.slice(0, note.indexOf('\n'));
    const keys = this.#logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return plain(404, 'this log is not known here');
    const text = signedText(note, keys);
    if (text === undefined) return plain(403, 'no known key of the log has signed this');
    const newer = parseCheckpoint(text);
    if (oldSize > newer.size) return plain(400, 'the old size is above that of the checkpoint');
    const older = await this.#memory.read(origin);
    const known = older?.size ?? 0;
    if (oldSize !== known) return conflict(known);
    if (older && known === newer.size && !older.root.equals(newer.root)) return conflict(known);
    if (older && known > 0 && !verifyConsistency(older, newer, hashes)) {
      return plain(422, 'the checkpoint does not continue the one before');
    }
    // Remembered before the signature leaves: one that got lost on its way binds us as well.
    await this.#memory.write(origin, encodeCheckpoint(newer));
    const seconds = Math.floor(this.#now().getTime() / 1000);
    return plain(200, cosign(text, seconds, this.#signer));
  }
}

function signedText(note: string, keys: readonly VerifierKey[]): string | undefined {
  try {
    return openNote(note, keys).text;
  } catch (error) {
    if (error instanceof TlogError && ['unsigned-note', 'bad-signature'].includes(error.code))
      return undefined;
    throw error;
  }
}

function conflict(size: number): Answer {
  return { status: 409, type: 'text/x.tlog.size', body: `${size}\n` };
}

function plain(status: Answer['status'], body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: status === 200 ? body : `${body}\n` };
}
