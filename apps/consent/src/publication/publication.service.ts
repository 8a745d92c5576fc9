import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import type { TreeHead } from '#libs/tlog';
import { ConsentSettings } from '../settings.ts';
import { checkContinuation } from '../signing/check-continuation.ts';
import { Signer } from '../signing/signer.ts';
import { SignerRefusal } from '../signing/signer-refusal.ts';
import { SignerState } from '../signing/signer-state.ts';
import { noteSigner } from '../signing/signing-keys.ts';
import {
  findHead,
  findPublished,
  insertPublished,
  lockSigner,
  type SignedCheckpoint,
} from './signed-checkpoints.query.ts';
import { storedTiles } from './stored-tiles.ts';

/** Signs the ledger as it stands and publishes the checkpoint. Entries and tiles are there before it: they are committed. */
@Injectable()
export class PublicationService {
  readonly #signer: Signer;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    settings: ConsentSettings,
  ) {
    const { ledgerKey, ledgerOrigin, signerFolder } = settings;
    const signers = ledgerKey.map((key) => noteSigner(ledgerOrigin, key));
    this.#signer = new Signer(signers, new SignerState(signerFolder));
  }

  /**
   * One replica at a time. A process that dies between signing and publishing leaves a signer that remembers more than was
   * published, and the next one signs that tree or a continuation of it.
   * @returns what it published; undefined when nothing was added since.
   * @throws SignerRefusal
   */
  async publish(): Promise<SignedCheckpoint | undefined> {
    return this.dataSource.transaction(async (manager) => {
      await lockSigner(manager);
      const { head, published } = await this.#compare(manager);
      if (head.size === (published?.size ?? 0)) return undefined;
      const note = await this.#signer.sign(head, storedTiles(manager));
      const signed = { ...head, root: Buffer.from(head.root), note, signedAt: this.clock.now() };
      await insertPublished(manager, signed);
      return signed;
    });
  }

  /**
   * Database, signer and last published checkpoint must tell of one ledger.
   * @throws SignerRefusal when the database is behind, or is another one.
   */
  async check(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await lockSigner(manager);
      const { head, published, last } = await this.#compare(manager);
      const readTiles = storedTiles(manager);
      await checkContinuation(last, head, readTiles);
      if (published) await checkContinuation(published, head, readTiles);
    });
  }

  async latest(): Promise<SignedCheckpoint | undefined> {
    return findPublished(this.dataSource.manager);
  }

  async #compare(manager: EntityManager) {
    const head = await findHead(manager);
    const published = await findPublished(manager);
    const last = await this.#signer.last();
    refuseForgetfulSigner(last, published);
    return { head, published, last };
  }
}

/** Whatever was published, the signer signed: if it does not know, its own memory was lost or is of another day. */
function refuseForgetfulSigner(last: TreeHead | undefined, published: TreeHead | undefined): void {
  if (!published || (last && last.size >= published.size)) return;
  const known = last ? `remembers ${last.size} entries` : 'remembers nothing';
  throw new SignerRefusal(`a checkpoint of ${published.size} entries was published, and the signer ${known}`);
}
