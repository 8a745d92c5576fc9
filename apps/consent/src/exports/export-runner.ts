import { rename } from 'node:fs/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Rounds } from '#libs/rounds';
import { ConsentSettings } from '../settings.ts';
import { ExportFolder } from './export-folder.ts';
import { type ExportOrder, makeInProcess } from './export-process.ts';
import {
  claimExport,
  type ExportRow,
  endExport,
  expireExports,
  finishExport,
  noteProgress,
} from './exports.query.ts';
import { NotYet, SizeGone } from './write-export.ts';

const LEASE_MILLISECONDS = 120_000;
const ATTEMPTS = 3;
const HOUR = 3_600_000;

/** Makes the files that auditors asked for, one at a time, and removes them when their time is over. */
@Injectable()
export class ExportRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;
  readonly #stopping = new AbortController();
  readonly #surroundings: Pick<ExportOrder, 'databaseUrl' | 'logLevel'>;

  constructor(
    private readonly dataSource: DataSource,
    { databaseUrl, logLevel }: ConsentSettings,
    private readonly clock: Clock,
    private readonly folder: ExportFolder,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#surroundings = { databaseUrl, logLevel };
    this.#rounds = new Rounds(() => this.makeNext(), { name: 'exports', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  /** What is being made is given up, and made again by whoever starts next. */
  async onApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
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
    const order = { path: `${path}.part`, row, ...this.folder.about, ...this.#surroundings };
    const { fileName, octets, sha256 } = await makeInProcess(
      order,
      (done, all) => this.#noteProgress(row.id, done, all),
      this.#stopping.signal,
    );
    await rename(`${path}.part`, path);
    const expiresAt = new Date(this.clock.now().getTime() + this.folder.keptHours * HOUR);
    await finishExport(manager, { id: row.id, fileName, octets, sha256, expiresAt });
    this.logger.info({ export: row.id, format: row.format, octets }, 'an export is ready');
  }

  /** Not waited for: a lost word about progress costs nothing. */
  #noteProgress(id: string, done: number, all: number): void {
    void noteProgress(this.dataSource.manager, { id, done, all, leaseUntil: this.#leaseUntil() }).catch(
      (err) => this.logger.debug({ err }, 'progress was not noted'),
    );
  }

  #leaseUntil(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MILLISECONDS);
  }
}
