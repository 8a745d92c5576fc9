import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { ManifestPartV1 } from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/logging';
import { type Act, Corridor } from '#libs/messaging';
import { Rounds } from '#libs/rounds';
import {
  countWaiting,
  finishHandover,
  type Handover,
  lockHandovers,
  noteManifest,
  notePosted,
  openHandovers,
} from './handover.query.ts';
import { manifestPage, manifestPages } from './manifest.query.ts';
import { hashManifest } from './manifest.ts';

/** Parts that may wait for *consent* at a time: a manifest of millions must not fill outbox and Redis. */
export const WINDOW = 4;
/** One that waited so long was refused, or *consent* is away: it holds up its own dispatch and no other. */
const STUCK_MILLISECONDS = 3_600_000;

/** Hands the manifests of finished dispatches over to *consent*, a part at a time, gently. What is done stands in rows. */
@Injectable()
export class Handovers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #rounds: Rounds;

  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.#rounds = new Rounds(() => this.handOver(), { name: 'manifests', everyMilliseconds: 1000, logger });
  }

  onApplicationBootstrap(): void {
    this.#rounds.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Posts the next part, when fewer than a few wait. @returns whether there is more to do at once. */
  async handOver(): Promise<boolean> {
    const { manager } = this.dataSource;
    // Of a dispatch that is older than the handovers. It does not change, so it does not matter who writes it.
    const unknown = (await openHandovers(manager)).find(({ manifest }) => manifest === null);
    if (unknown) {
      const manifest = await hashManifest(manifestPages(manager, unknown.dispatchId));
      await noteManifest(manager, unknown.dispatchId, manifest);
    }
    return this.corridor.act((act) => this.#advance(act));
  }

  async #advance(act: Act): Promise<boolean> {
    const { manager } = act;
    if (!(await lockHandovers(manager))) return false;
    const open = await openHandovers(manager);
    for (const { dispatchId, posted, parts, waiting } of open) {
      if (posted < parts || waiting > 0) continue;
      await finishHandover(manager, dispatchId, this.clock.now());
      this.logger.info({ dispatchId, parts }, 'the manifest of a dispatch is handed over');
    }
    const next = open.find(
      ({ manifest, posted, parts, waiting }) => manifest !== null && posted < parts && waiting < WINDOW,
    );
    if (!next) return false;
    const lately = new Date(this.clock.now().getTime() - STUCK_MILLISECONDS);
    if ((await countWaiting(manager, lately)) >= WINDOW) return false;
    await postPart(act, next);
    return true;
  }
}

async function postPart(act: Act, handover: Handover): Promise<void> {
  const { dispatchId, manifest, partLines, parts, posted, lastResident } = handover;
  const page = await manifestPage(act.manager, { dispatchId, after: lastResident, limit: partLines });
  const part = { dispatchId, manifest, part: posted, parts, lines: page?.lines ?? '' };
  // The story is the dispatch's: that is how its parts are found in the outbox.
  act.post(Object.assign(new ManifestPartV1(), part), dispatchId);
  await notePosted(act.manager, dispatchId, page?.last ?? null);
}
