import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { Corridor } from '#libs/messaging';
import { HASH_BYTES } from '#libs/tlog';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { storedTiles } from '../publication/stored-tiles.ts';
import {
  endCheck,
  type IntegrityCheck,
  latestChecks,
  noteProgress,
  startCheck,
  walkedEntries,
  wrongNotice,
} from './integrity.query.ts';
import { firstLeafBelow, type GrownTile, TileGrowth } from './tile-growth.ts';
import { type Finding, Walk, type WalkedEntry } from './walk.ts';

const PAGE = 1000;
const SHOWN = 10;
/** A check that says nothing for so long was left by a process that ended. */
const SILENT_MILLISECONDS = 60_000;

/** Checks the whole ledger when an auditor asks for it, beside all other work: an entry takes some microseconds. */
@Injectable()
export class IntegrityService implements OnApplicationShutdown {
  #isStopping = false;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly corridor: Corridor,
    private readonly dataSource: DataSource,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** The latest first. `isRunning` tells one that goes on from one that was cut off. */
  async latest(): Promise<(IntegrityCheck & { isRunning: boolean })[]> {
    const checks = await latestChecks(this.dataSource.manager, SHOWN);
    const alive = this.clock.now().getTime() - SILENT_MILLISECONDS;
    return checks.map((check) => ({
      ...check,
      isRunning: check.finishedAt === null && check.seenAt.getTime() > alive,
    }));
  }

  /** Begins a check of the ledger as it is now, unless one is running. That it was asked for is an act of staff. */
  async check(auditor: string): Promise<void> {
    if ((await this.latest()).some(({ isRunning }) => isRunning)) return;
    const { id, size } = await this.corridor.act(async (act) => {
      const payload = { action: 'checked-integrity', auditor };
      const id = await this.events.record(act, { kind: 'staff', payload });
      return { id, size: await startCheck(act.manager, { id, askedBy: auditor, now: this.clock.now() }) };
    });
    this.#running = this.#walk(id, size).catch((err: unknown) => {
      this.logger.error({ err, check: id }, 'a check of the whole ledger broke off');
    });
  }

  async #walk(id: string, size: number): Promise<void> {
    const { manager } = this.dataSource;
    const walk = new Walk();
    const tiles = new TileGrowth();
    while (!this.#isStopping) {
      const page = await walkedEntries(manager, { from: walk.checked, size, limit: PAGE });
      const finding = await this.#findingIn(page, { walk, tiles, size });
      const now = this.clock.now();
      if (finding || walk.checked === size) {
        const words = finding ? `${finding.what} ${finding.index}` : null;
        if (finding) this.logger.fatal(finding, 'the whole ledger is not the one that was written');
        await endCheck(manager, { id, checked: walk.checked, finding: words, now });
        return;
      }
      await noteProgress(manager, { id, checked: walk.checked, now });
    }
  }

  async #findingIn(
    page: WalkedEntry[],
    { walk, tiles, size }: { walk: Walk; tiles: TileGrowth; size: number },
  ): Promise<Finding | undefined> {
    const found = page.map((entry) => walk.take(entry)).find((finding) => finding !== undefined);
    if (found) return found;
    if (page.length === 0 && walk.checked < size) return { what: 'gap', index: walk.checked };
    const notice = await wrongNotice(this.dataSource.manager, page);
    if (notice !== undefined) return { what: 'notice', index: notice };
    const grown = page.flatMap(({ hash }) => tiles.take(hash));
    return this.#wrongTile(walk.checked === size ? [...grown, ...tiles.begun()] : grown);
  }

  /** A tile may have grown since: what it held must still be its beginning. */
  async #wrongTile(grown: GrownTile[]): Promise<Finding | undefined> {
    const wanted = grown.map((tile) => ({ ...tile, width: tile.hashes.length / HASH_BYTES }));
    const stored = await storedTiles(this.dataSource.manager)(wanted);
    const wrong = grown.find(
      ({ hashes }, at) => !hashes.equals(stored[at]?.subarray(0, hashes.length) ?? Buffer.alloc(0)),
    );
    return wrong && { what: 'tile', index: firstLeafBelow(wrong) };
  }
}
