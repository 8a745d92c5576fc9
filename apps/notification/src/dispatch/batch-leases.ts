import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { KeptLease } from '../leases/kept-lease.ts';
import { BatchQuery } from './batch.query.ts';
import { DeliveryQuery } from './delivery.query.ts';
import type { LeasedBatch } from './dispatch.ts';

/** One batch while this process has its lease. */
export interface TakenBatch {
  batch: LeasedBatch;
  lease: KeptLease;
  /** Ids of those to be written to now. */
  residents: string[];
}

/** `through`: all were tried. `stopped`: for a reason that lies elsewhere. `trouble`: the relay could not be reached. */
export type Ending = 'through' | 'stopped' | 'trouble';

const TROUBLE_SECONDS = 5;
const LONGEST_TROUBLE_SECONDS = 300;

@Injectable()
export class BatchLeases {
  constructor(
    private readonly batches: BatchQuery,
    private readonly deliveries: DeliveryQuery,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns undefined when there is nothing to be done, or somebody else does it. */
  async take(key: string): Promise<TakenBatch | undefined> {
    const now = this.clock.now();
    const batch = await this.batches.lease(key, now);
    if (!batch) return undefined;
    const uncertain = await this.deliveries.giveUpLeft(batch, now);
    if (uncertain > 0) {
      const { id: batchId, dispatchId } = batch;
      this.logger.warn({ batchId, dispatchId, uncertain }, 'a sender fell silent; its mails are uncertain');
    }
    await this.deliveries.suppressLeft(batch, now);
    const residents = await this.deliveries.toDo(batch, now);
    const lease = new KeptLease(() => this.batches.renew(batch), this.batches.leaseSeconds);
    return { batch, lease, residents };
  }

  /** @returns whether each resident of the batch has an outcome now. */
  async giveBack({ batch, residents }: TakenBatch, ending: Ending): Promise<boolean> {
    const now = this.clock.now();
    const troubles = ending === 'trouble' ? batch.troubles + 1 : 0;
    const wait = ending === 'trouble' ? troubleSeconds(batch.troubles) : 0;
    const dueAt = ending === 'through' ? undefined : new Date(now.getTime() + wait * 1000);
    const left = await this.batches.giveBack(batch, { now, dueAt, troubles });
    const facts = {
      batchId: batch.id,
      dispatchId: batch.dispatchId,
      ending,
      tried: residents.length,
      ...left,
    };
    if (ending === 'through' && left && left.toDo > left.deferred) {
      this.logger.error(facts, 'a batch has residents that nobody can account for');
    } else {
      this.logger.info(facts, 'batch');
    }
    return left?.toDo === 0;
  }
}

function troubleSeconds(before: number): number {
  return Math.min(TROUBLE_SECONDS * 2 ** Math.min(before, 10), LONGEST_TROUBLE_SECONDS);
}
