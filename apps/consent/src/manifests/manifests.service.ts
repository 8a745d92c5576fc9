import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { findKeptEntry, findManifest } from './manifests.query.ts';

/** How much of a dispatch's list of deliveries is here. */
export type ManifestState =
  | { state: 'coming'; taken: number; parts?: number }
  /** `index` is the entry that says so; absent for the moment until it has its leaf. */
  | { state: 'kept'; at: Date; index?: number };

/** Tells auditors about the lists of deliveries. It only reads. */
@Injectable()
export class ManifestsService {
  constructor(private readonly dataSource: DataSource) {}

  async stateOf(dispatchId: string): Promise<ManifestState> {
    const { manager } = this.dataSource;
    const manifest = await findManifest(manager, dispatchId);
    if (!manifest) return { state: 'coming', taken: 0 };
    const { taken, parts, keptAt } = manifest;
    if (!keptAt) return { state: 'coming', taken, parts };
    const index = await findKeptEntry(manager, dispatchId);
    return { state: 'kept', at: keptAt, ...(index !== undefined && { index }) };
  }
}
