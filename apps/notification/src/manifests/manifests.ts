import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { manifestPages } from './manifest.query.ts';

/** Makes the manifest of a finished dispatch again, so that the hash in the ledger can be checked at any time. */
@Injectable()
export class Manifests {
  constructor(private readonly dataSource: DataSource) {}

  /** Its lines, a few thousand at a time. */
  async *lines(dispatchId: string): AsyncGenerator<Buffer> {
    for await (const lines of manifestPages(this.dataSource.manager, dispatchId)) yield Buffer.from(lines);
  }
}
