import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, encodeCheckpoint, parseCheckpoint, TlogError } from '#libs/tlog';
import { SignerRefusal } from './signer-refusal.ts';

/**
 * What was signed last, in a file that no restore of the database brings back. It holds the text of that checkpoint: its first
 * three lines, as anybody who has the checkpoint has them.
 */
export class SignerState {
  readonly file: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.file = join(folder, 'signed-last');
  }

  /** @throws SignerRefusal when the file is damaged: what was signed is then not known, and nothing can be. */
  async read(): Promise<Checkpoint | undefined> {
    try {
      return parseCheckpoint(await readFile(this.file, 'utf8'));
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      if (!(error instanceof TlogError)) throw error;
      throw new SignerRefusal(`${this.file} is damaged: it should be the text of a checkpoint`, {
        cause: error,
      });
    }
  }

  /** Returns when it will outlast a power cut: the file, and the name by which it is found. */
  async write(checkpoint: Checkpoint): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const beside = `${this.file}.new`;
    await using file = await open(beside, 'w', 0o600);
    await file.writeFile(encodeCheckpoint(checkpoint));
    await file.sync();
    await rename(beside, this.file);
    await using folder = await open(this.#folder, 'r');
    await folder.sync();
  }
}
