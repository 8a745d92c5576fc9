import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { parseVerifierKey, readRightEdge } from '#libs/tlog';
import { KeysService } from '../publication/keys.service.ts';
import { findPublished } from '../publication/signed-checkpoints.query.ts';
import { storedTiles } from '../publication/stored-tiles.ts';
import { CosignaturesService } from '../witnesses/cosignatures.service.ts';
import { checkReceipt, type ReceiptCheck } from './check-receipt.ts';

/** Checks a receipt that somebody shows us. It keeps nothing, and tells nothing that is not in the receipt. */
@Injectable()
export class VerifyService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keys: KeysService,
    private readonly cosignatures: CosignaturesService,
  ) {}

  async check(text: string | Uint8Array): Promise<ReceiptCheck> {
    const keys = await this.keys.all();
    const check = checkReceipt(text, {
      log: keys.map(({ verifierKey }) => parseVerifierKey(verifierKey)),
      witnesses: this.cosignatures.witnesses.map(({ key }) => key),
    });
    if (check.failed !== undefined) return check;
    const { size, root } = check.checkpoint;
    const { manager } = this.dataSource;
    const published = await findPublished(manager);
    if (!published || published.size < size) return { failed: 'ledger', fault: 'missing' };
    const edge = await readRightEdge(size, storedTiles(manager));
    return edge.root().equals(root) ? check : { failed: 'ledger', fault: 'rewritten' };
  }
}
