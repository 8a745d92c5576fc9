import { encodeCheckpoint, type NoteSigner, type ReadTiles, signNote, type TreeHead } from '#libs/tlog';
import { checkContinuation } from './check-continuation.ts';
import { SignerRefusal } from './signer-refusal.ts';
import type { SignerState } from './signer-state.ts';

/** Signs only what continues what it signed before, by its own memory and not by the database's. */
export class Signer {
  readonly #origin: string;

  /** @param signers at least one, all of the same name. */
  constructor(
    private readonly signers: readonly NoteSigner[],
    private readonly state: SignerState,
  ) {
    this.#origin = signers[0]?.name ?? '';
  }

  /** @returns what was signed last. @throws SignerRefusal when that was another ledger, or is not known any more. */
  async last(): Promise<TreeHead | undefined> {
    const last = await this.state.read();
    if (last && last.origin !== this.#origin) {
      throw new SignerRefusal(`${this.state.file} is of ${last.origin}, and the ledger is ${this.#origin}`);
    }
    return last;
  }

  /**
   * Remembers the tree before the signature leaves, so that a signature that got lost on its way binds it as well.
   * @returns the signed note.
   * @throws SignerRefusal
   */
  async sign(head: TreeHead, readTiles: ReadTiles): Promise<string> {
    await checkContinuation(await this.last(), head, readTiles);
    const checkpoint = { origin: this.#origin, size: head.size, root: head.root };
    await this.state.write(checkpoint);
    return signNote(encodeCheckpoint(checkpoint), this.signers);
  }
}
