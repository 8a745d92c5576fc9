import * as crypto from 'node:crypto';
import { Fault } from './fault.ts';
import { type Checkpoint, splitNote, type VerifierKey } from './note.ts';
import type { Report } from './report.ts';

const COSIGNATURE_BYTES = 4 + 8 + 64;

export interface Witnessed {
  name: string;
  /** The largest tree of this log that the witness has cosigned, as far as it was shown here. */
  size: number;
  /** By the clock of the witness. */
  at: string;
}

/**
 * What witnesses say whose keys were got elsewhere: "at this time, this was the largest tree of this log that I saw, and it
 * continued the one before". The trees themselves are compared as known checkpoints are.
 */
export class Witnesses {
  readonly #found = new Map<VerifierKey, Witnessed>();

  constructor(
    private readonly report: Report,
    private readonly keys: readonly VerifierKey[],
  ) {}

  /** @throws Fault `cosignature-wrong` when a line in the name of one of them is not its cosignature. */
  take(note: Buffer, { size }: Checkpoint, file: string): void {
    const { text, signatures } = splitNote(note, file);
    for (const { name, bytes } of signatures) {
      const key = this.keys.find((each) => each.name === name && each.id === bytes.toString('hex', 0, 4));
      if (!key) continue;
      const at = timeOfCosignature(text, bytes, key);
      if (at === undefined) throw new Fault('cosignature-wrong', { file });
      this.report.count('consistency', 'cosignatures');
      if (size >= (this.#found.get(key)?.size ?? 0)) this.#found.set(key, { name, size, at });
    }
  }

  /** Who is asked for and cosigned nothing here is a gap. */
  finish(): Witnessed[] {
    for (const key of this.keys) if (!this.#found.has(key)) this.report.gap('consistency', 'witness-missing');
    return [...this.#found.values()];
  }
}

/** C2SP tlog-cosignature: key id, seconds as eight octets, Ed25519 over a header, the time, and the checkpoint. */
function timeOfCosignature(text: string, bytes: Buffer, { publicKey }: VerifierKey): string | undefined {
  if (bytes.length !== COSIGNATURE_BYTES) return undefined;
  const seconds = Number(bytes.readBigUInt64BE(4));
  const message = Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
  if (!Number.isSafeInteger(seconds) || !crypto.verify(null, message, publicKey, bytes.subarray(12)))
    return undefined;
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
