import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findPublished } from '../publication/signed-checkpoints.query.ts';
import { ConsentSettings } from '../settings.ts';
import { findCosignatures, lastCosigned } from './cosignatures.query.ts';
import { readWitnesses, type Witness } from './witness-list.ts';

export interface WitnessStatus {
  name: string;
  verifierKey: string;
  /** The largest size that it has cosigned; 0 when none. */
  size: number;
  cosignedAt?: Date;
}

/** What witnesses have said about the ledger so far. It asks none of them. */
@Injectable()
export class CosignaturesService {
  readonly witnesses: readonly Witness[];

  constructor(
    private readonly dataSource: DataSource,
    settings: ConsentSettings,
  ) {
    this.witnesses = readWitnesses(settings.witnesses);
  }

  /** The newest checkpoint, with the cosignatures that have come in for it. */
  async latestNote(): Promise<string | undefined> {
    const published = await findPublished(this.dataSource.manager);
    if (!published) return undefined;
    const cosignatures = await findCosignatures(this.dataSource.manager, published.size);
    return published.note + cosignatures.map(({ line }) => line).join('');
  }

  async status(): Promise<WitnessStatus[]> {
    const { manager } = this.dataSource;
    return Promise.all(
      this.witnesses.map(async ({ key, keyText }) => ({
        name: key.name,
        verifierKey: keyText,
        ...(await lastCosigned(manager, keyText)),
      })),
    );
  }
}
