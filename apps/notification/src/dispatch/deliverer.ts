import { Inject, Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { LOGGER, type Logger } from '#libs/logging';
import { type ComposedMail, type SmtpSession, UnsafeAddress, type Verdict } from '#libs/mail';
import type { KeptLease } from '../leases/kept-lease.ts';
import { AnnouncementMails, type PreparedAnnouncement } from './announcement-mails.ts';
import { DeliveryQuery } from './delivery.query.ts';
import { deliveryOutcome } from './delivery-outcome.ts';
import type { Intent, LeasedBatch } from './dispatch.ts';

/** SEND-1 */
const STANDING_MILLISECONDS = 1000;

/** One batch on its way. */
export interface BatchWork {
  batch: LeasedBatch;
  prepared: PreparedAnnouncement;
  lease: KeptLease;
}

/** Takes one mail all the way: standing and intent, hand-over, outcome. */
@Injectable()
export class Deliverer {
  constructor(
    private readonly deliveries: DeliveryQuery,
    private readonly mails: AnnouncementMails,
    private readonly clock: Clock,
    private readonly random: Random,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns what the relay objects to about us, if it does; then the dispatch must stop. */
  async deliver(work: BatchWork, residentId: string, session: SmtpSession): Promise<string | undefined> {
    const { batch, lease } = work;
    const checkedAt = this.clock.now();
    const intent = await this.deliveries.intend(batch, residentId, checkedAt);
    if (!intent) {
      // They left meanwhile, and whoever took that message has recorded it; or this batch is no longer ours.
      if (!(await this.deliveries.mayGoOn(batch))) lease.lose();
      return undefined;
    }
    const verdict = await this.#handOver(work, intent, { session, checkedAt });
    await this.#record(work, intent, verdict);
    return verdict.outcome === 'stop-sender' ? verdict.reason : undefined;
  }

  async #handOver(
    { prepared, lease }: BatchWork,
    intent: Intent,
    { session, checkedAt }: { session: SmtpSession; checkedAt: Date },
  ): Promise<Verdict> {
    let mail: ComposedMail;
    try {
      mail = await this.mails.compose(prepared, intent, checkedAt);
    } catch (err) {
      if (err instanceof UnsafeAddress) return { outcome: 'failed', isHard: true, reason: 'address' };
      this.logger.error({ err, dispatchId: prepared.dispatchId }, 'an announcement could not be made');
      return { outcome: 'stop-sender', reason: 'content' };
    }
    const mayBegin = () =>
      !lease.isLost && this.clock.now().getTime() - checkedAt.getTime() <= STANDING_MILLISECONDS;
    return session.send(mail, mayBegin);
  }

  async #record({ batch, lease }: BatchWork, intent: Intent, verdict: Verdict): Promise<void> {
    const now = this.clock.now();
    const { attempts } = intent;
    const { windowEndsAt } = batch;
    const jitter = this.random.bytes(1).readUInt8() / 255;
    const outcome = deliveryOutcome(verdict, { attempts, now, windowEndsAt, jitter });
    if (!(await this.deliveries.record(batch, intent, { outcome, now }))) lease.lose();
  }
}
