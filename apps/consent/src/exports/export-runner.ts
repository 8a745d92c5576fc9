import { rename } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/messaging';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { ExportFolder } from './export-folder.ts';
import {
  claimExport,
  type ExportRow,
  endExport,
  expireExports,
  finishExport,
  noteProgress,
} from './exports.query.ts';
import { hashOf, NotYet, SizeGone, writeExport } from './write-export.ts';

const LEASE_MILLISECONDS = 120_000;
const PROGRESS_MILLISECONDS = 1000;
const ATTEMPTS = 3;
const HOUR = 3_600_000;

/** Makes the files that auditors asked for, one at a time, and removes them when their time is over. */
@Injectable()
export class ExportRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly evidence: EvidenceService,
    private readonly clock: Clock,
    private readonly folder: ExportFolder,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.makeNext(), { name: 'exports', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  wake(): void {
    this.#rounds.wake();
  }

  /** @returns whether there may be another. */
  async makeNext(): Promise<boolean> {
    const { manager } = this.dataSource;
    for (const id of await expireExports(manager, this.clock.now())) await this.folder.remove(id);
    const row = await claimExport(manager, { now: this.clock.now(), leaseUntil: this.#leaseUntil() });
    if (!row) return false;
    try {
      await this.#make(row);
      return true;
    } catch (error) {
      const isGone = error instanceof SizeGone;
      const isLater = !isGone && (error instanceof NotYet || row.attempts < ATTEMPTS);
      await endExport(manager, row.id, isLater ? 'waiting' : 'failed');
      await this.folder.remove(row.id);
      if (error instanceof NotYet) return false;
      // Left waiting, it would be tried first for ever, and nothing behind it would be made.
      if (isGone) return true;
      throw error;
    }
  }

  async #make(row: ExportRow): Promise<void> {
    const { manager } = this.dataSource;
    await this.folder.prepare();
    await this.folder.remove(row.id);
    const path = this.folder.pathOf(row.id);
    let told = 0;
    const fileName = await writeExport(`${path}.part`, row, {
      dataSource: this.dataSource,
      evidence: this.evidence,
      ...this.folder.about,
      tell: (done, all) => {
        const now = Date.now();
        if (now - told < PROGRESS_MILLISECONDS) return;
        told = now;
        // Not waited for: a lost word about progress costs nothing.
        void noteProgress(manager, { id: row.id, done, all, leaseUntil: this.#leaseUntil() }).catch((err) =>
          this.logger.debug({ err }, 'progress was not noted'),
        );
      },
    });
    const { octets, sha256 } = await hashOf(`${path}.part`);
    await rename(`${path}.part`, path);
    const expiresAt = new Date(this.clock.now().getTime() + this.folder.keptHours * HOUR);
    await finishExport(manager, { id: row.id, fileName, octets, sha256, expiresAt });
    this.logger.info({ export: row.id, format: row.format, octets }, 'an export is ready');
  }

  #leaseUntil(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MILLISECONDS);
  }
}
