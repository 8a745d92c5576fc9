import { randomUUID } from 'node:crypto';
import { eventually, type SentMessage } from '../../../../test/support/index.ts';
import type { Mood } from '../../../../tools/chaos/delivery/temper.ts';
import { ended, granted, standing } from '../messages.testing.ts';
import { FailedDeliveries } from '../suppressions/failed-deliveries.ts';
import { BatchPost } from './batch-post.ts';
import type { Delivery, DispatchBench } from './dispatch.testing.ts';
import { DispatchRounds } from './dispatch-rounds.ts';
import type { ScriptedRelay, SeenMail } from './histories.testing.ts';
import { type Answer, type Meanwhile, RESIDENTS, type Step } from './history.testing.ts';
import type { Statement } from './statement.query.ts';

interface Member {
  residentId: string;
  subscriptionId: string;
  address: string;
  version: number;
  /** By the rule that the highest version wins. */
  isActive: boolean;
  /** A mail to them was refused for good, which no grant here ends: what they say is older (SEND-4). */
  isGivenUp: boolean;
  /** When the last withdrawal was taken; the time that goes by, not the service's clock. */
  leftAt: number;
}

/** What one announcement came to, and what must hold of it. */
export interface Outcome {
  statement: Statement;
  deliveries: Delivery[];
  mails: SeenMail[];
  /** Who was active when it was frozen. */
  frozen: Member[];
  lostLeases: boolean;
}

const SETTLE_SECONDS = 60;

/** Lives one history on the real service, in a topic of its own, and tells what each announcement came to. */
export class HistoryRun {
  readonly members: Member[] = Array.from({ length: RESIDENTS }, newMember);
  readonly outcomes: Outcome[] = [];
  readonly #sent: { message: object; sent: SentMessage }[] = [];
  /** Ends every answer that waits. */
  #release = () => {};

  constructor(
    private readonly bench: DispatchBench,
    private readonly relay: ScriptedRelay,
    private readonly topic: string,
  ) {}

  async live(steps: Step[]): Promise<void> {
    for (const step of steps) {
      if (step.does === 'announce') await this.#announce(step);
      else await this.#happen(step);
    }
  }

  /** Active in the service's own table. */
  async activeNow(): Promise<string[]> {
    const rows = await this.bench.query<{ id: string }>(
      'SELECT resident_id AS id FROM audience WHERE topic = $1 AND active ORDER BY resident_id',
      this.topic,
    );
    return rows.map(({ id }) => id);
  }

  async #happen(step: Meanwhile): Promise<void> {
    if (step.does === 'grant') await this.#grant(this.#member(step.who));
    if (step.does === 'withdraw') await this.#withdraw(this.#member(step.who));
    if (step.does === 'again') await this.#again(step.which, step.underNewId);
  }

  async #grant(member: Member): Promise<void> {
    if (member.isActive) return;
    member.version += 1;
    const { residentId, address, subscriptionId, version } = member;
    const standings = [standing({ topic: this.topic, subscriptionId, version })];
    await this.#send(granted({ residentId, address, standings }));
    member.isActive = true;
  }

  async #withdraw(member: Member): Promise<void> {
    if (!member.isActive) return;
    member.version += 1;
    const { residentId, subscriptionId, version } = member;
    await this.#send(
      ended({ residentId, standings: [standing({ topic: this.topic, subscriptionId, version })] }),
    );
    member.isActive = false;
    member.leftAt = Date.now();
  }

  async #send(message: object): Promise<void> {
    this.#sent.push({ message, sent: await this.bench.notification.send(message) });
  }

  /** LEAVE-6: changes nothing, whatever came since. */
  async #again(which: number, underNewId: boolean): Promise<void> {
    const one = this.#sent[which % this.#sent.length];
    if (!one) return;
    if (underNewId) await this.bench.notification.send(one.message);
    else await this.bench.notification.sendAgain(one.sent);
  }

  async #announce({ answers, meanwhile }: Extract<Step, { does: 'announce' }>): Promise<void> {
    const { bench, relay } = this;
    const released = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    const frozen = this.members.filter(({ isActive }) => isActive).map((member) => ({ ...member }));
    this.members.forEach(({ address }, at) => {
      relay.script(
        address,
        (answers[at] ?? []).map((answer) => moodOf(answer, released)),
      );
    });
    // One announcement is over before the next one begins, so what comes from here on is of this one.
    const before = relay.about(this.topic).length;
    const id = await bench.announce(null, this.topic);
    const { dispatchId } = await bench.statement(id, () => true);
    const waits = frozen.filter(
      ({ address, isGivenUp }) => !isGivenUp && answers[this.#numberOf(address)]?.[0] === 'wait',
    );
    if (waits.length > 0 && meanwhile.length > 0)
      await eventually(
        async () => {
          await this.#makeDue(dispatchId);
          return waits.some(({ address }) => relay.hasCome(address));
        },
        Boolean,
        SETTLE_SECONDS,
      );
    let lostLeases = false;
    for (const step of meanwhile) {
      if (step.does === 'lose-leases') {
        lostLeases = true;
        await this.#loseLeases(dispatchId);
      } else await this.#happen(step);
    }
    this.#release();
    await this.#finish(dispatchId);
    const statement = await bench.statement(id);
    const deliveries = await bench.deliveries(id);
    const mails = relay.about(this.topic).slice(before);
    this.outcomes.push({ statement, frozen, lostLeases, mails, deliveries });
    await this.#giveUp(dispatchId, deliveries);
  }

  /** A round of the service's own does this too, at a moment that no history knows: from here on it is done. */
  async #giveUp(dispatchId: string, deliveries: Delivery[]): Promise<void> {
    const counting = this.bench.notification.app.get(FailedDeliveries);
    await eventually(
      async () => {
        await counting.count();
        const sql = 'SELECT 1 FROM counted_failures WHERE dispatch_id = $1 AND finished_at IS NOT NULL';
        return this.bench.query(sql, dispatchId);
      },
      (rows) => rows.length === 1,
    );
    for (const { residentId, state } of deliveries) {
      const member = this.members.find((one) => one.residentId === residentId);
      if (member && state === 'failed') member.isGivenUp = true;
    }
  }

  async #loseLeases(dispatchId: string): Promise<void> {
    await this.bench.query(
      `UPDATE batches SET leased_until = clock_timestamp() - interval '1 second'
       WHERE leased_until IS NOT NULL AND dispatch_id = $1`,
      dispatchId,
    );
  }

  /** Rounds are rung for: nobody waits for the second at which they would look by themselves. */
  async #finish(dispatchId: string): Promise<void> {
    const sql = `SELECT state, EXISTS (SELECT FROM batches WHERE dispatch_id = dispatches.id AND state = 'open') AS open
      FROM dispatches WHERE id = $1`;
    await eventually(
      async () => {
        await this.#makeDue(dispatchId);
        const [dispatch] = await this.bench.query<{ state: string; open: boolean }>(sql, dispatchId);
        if (dispatch?.state === 'running' && !dispatch.open)
          this.bench.notification.app.get(DispatchRounds).wake();
        return dispatch?.state;
      },
      (state) => state === 'finished',
      SETTLE_SECONDS,
    );
  }

  /**
   * What waits to be tried again, after a `later` or because the relay was left out for a moment, is due now: the clock is
   * shared with the histories that are lived beside this one. The dispatch is given by itself, not by its announcement: PostgreSQL would
   * look into the deliveries of all.
   */
  async #makeDue(dispatchId: string): Promise<void> {
    const now = this.bench.clock.now();
    await this.bench.query(
      `UPDATE deliveries SET due_at = $2 WHERE state = 'deferred' AND due_at > $2 AND dispatch_id = $1`,
      ...[dispatchId, now],
    );
    const again = await this.bench.query(
      `WITH again AS (UPDATE batches SET due_at = $2 WHERE state = 'open' AND due_at > $2 AND dispatch_id = $1 RETURNING 1)
       SELECT * FROM again`,
      ...[dispatchId, now],
    );
    if (again.length > 0) this.bench.notification.app.get(BatchPost).wake();
  }

  #member(number: number): Member {
    const member = this.members[number];
    if (!member) throw new Error(`there is no resident ${number}`);
    return member;
  }

  #numberOf(address: string): number {
    return this.members.findIndex((member) => member.address === address);
  }
}

function moodOf(answer: Answer, until: Promise<void>): Mood {
  switch (answer) {
    case 'accept':
      return { does: 'friendly' };
    case 'later':
      return { does: 'reply', reply: '451 4.7.1 greylisted' };
    case 'refuse':
      return { does: 'reply', reply: '550 5.1.1 unknown' };
    case 'drop':
      return { does: 'drop' };
    case 'half':
      return { does: 'half-a-reply' };
    case 'unheard':
      return { does: 'answer-and-drop' };
    case 'wait':
      return { does: 'hold', until };
  }
}

function newMember(): Member {
  const residentId = randomUUID();
  // A domain and so a lane of their own: one that is slowed by what somebody's relay answers would hold up all.
  const address = `h.${residentId}@${residentId}.example.org`;
  const nothingYet = { version: 0, isActive: false, isGivenUp: false, leftAt: 0 };
  return { residentId, subscriptionId: randomUUID(), address, ...nothingYet };
}
