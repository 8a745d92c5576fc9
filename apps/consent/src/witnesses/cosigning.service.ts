import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { addCosignatures, makeConsistencyProof, openNote } from '#libs/tlog';
import { lockLedger } from '../ledger/ledger.query.ts';
import { findPublished, type SignedCheckpoint } from '../publication/signed-checkpoints.query.ts';
import { storedTiles } from '../publication/stored-tiles.ts';
import { insertCosignature, lastCosigned } from './cosignatures.query.ts';
import { askWitness, type WitnessAnswer } from './witness-call.ts';
import type { Witness } from './witness-list.ts';

/** A witness that will not cosign. The message holds nothing that came from it but numbers. */
export class WitnessRefusal extends Error {
  override readonly name = 'WitnessRefusal';
}

/** Has the newest checkpoint cosigned by a witness. No transaction is open while it is asked. */
@Injectable()
export class CosigningService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @returns the size that is cosigned now; undefined when there was nothing to do.
   * @throws WitnessRefusal, TlogError for a cosignature that is none, or whatever the network throws.
   */
  async cosign(witness: Witness): Promise<number | undefined> {
    const { manager } = this.dataSource;
    const published = await findPublished(manager);
    const { size } = await lastCosigned(manager, witness.keyText);
    if (!published || size === published.size) return undefined;
    let answer = await this.#ask(witness, published, size);
    // It remembers another size than we do: its answer got lost, or our memory is that of a backup. Asked once more.
    if (answer.said === 'conflict' && answer.size <= published.size) {
      answer = await this.#ask(witness, published, answer.size);
    }
    if (answer.said !== 'cosigned') throw refusalOf(answer, published);
    await this.#keep(witness, published, answer.lines);
    return published.size;
  }

  async #ask({ url }: Witness, { size, note }: SignedCheckpoint, oldSize: number): Promise<WitnessAnswer> {
    const hashes =
      oldSize === 0 ? [] : await makeConsistencyProof(oldSize, size, storedTiles(this.dataSource.manager));
    return askWitness(url, { oldSize, hashes, checkpoint: note });
  }

  async #keep({ key, keyText }: Witness, { size, note }: SignedCheckpoint, lines: string): Promise<void> {
    const cosigned = addCosignatures(note, lines, [key]);
    const [cosignature] = openNote(cosigned, [key]).signatures;
    await this.dataSource.transaction(async (manager) => {
      await lockLedger(manager);
      await insertCosignature(manager, size, {
        witness: keyText,
        line: cosigned.slice(note.length),
        cosignedAt: new Date((cosignature?.seconds ?? 0) * 1000),
      });
    });
  }
}

function refusalOf(answer: WitnessAnswer, { size }: SignedCheckpoint): WitnessRefusal {
  if (answer.said === 'refused') return new WitnessRefusal(`it answered ${answer.status}`);
  const seen = answer.said === 'conflict' ? answer.size : 0;
  // Larger than ours: it has seen a ledger that we do not have, and that can only be a restored backup or a second ledger.
  return new WitnessRefusal(
    `it has cosigned ${seen} entries of this ledger, and the newest checkpoint has ${size}`,
  );
}
