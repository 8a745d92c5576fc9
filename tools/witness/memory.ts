import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '#libs/tlog';

/** One small file for each log: the text of the checkpoint that was cosigned last. */
export class WitnessMemory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(origin: string): Promise<(Checkpoint & { root: Buffer }) | undefined> {
    try {
      const checkpoint = parseCheckpoint(await readFile(this.#file(origin), 'utf8'));
      return { ...checkpoint, root: Buffer.from(checkpoint.root) };
    } catch (error) {
      if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
      throw new Error(`what was cosigned last for ${origin} cannot be read: nothing is cosigned`, {
        cause: error,
      });
    }
  }

  /** Returns when it will outlast a power cut. */
  async write(origin: string, text: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const name = this.#file(origin);
    const file = await open(`${name}.new`, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${name}.new`, name);
    const folder = await open(this.#folder, 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** An origin may have slashes and be long. */
  #file(origin: string): string {
    return join(this.#folder, createHash('sha256').update(origin).digest('hex'));
  }
}
