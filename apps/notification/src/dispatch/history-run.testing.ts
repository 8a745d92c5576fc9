import type { SentMessage } from '../../../../test/support/index.ts';
import type { Mood } from '../../../../tools/chaos/delivery/temper.ts';
import { ended, granted, standing } from '../messages.testing.ts';
import type { Delivery, DispatchBench } from './dispatch.testing.ts';
import type { ScriptedRelay, SeenMail } from './histories.testing.ts';
import { type Answer, type Meanwhile, RESIDENTS, type Step } from './history.testing.ts';
import { HistoryDispatch } from './history-dispatch.testing.ts';
import { type Member, newMember } from './history-member.testing.ts';
import type { Statement } from './statement.query.ts';

/** What one announcement came to, and what must hold of it. */
export interface Outcome {
  statement: Statement;
  deliveries: Delivery[];
  mails: SeenMail[];
  /** Who was active when it was frozen. */
  frozen: Member[];
  lostLeases: boolean;
}

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
    const dispatch = new HistoryDispatch(bench, (await bench.statement(id, () => true)).dispatchId);
    const waits = frozen.filter(
      ({ address, isGivenUp }) => !isGivenUp && answers[this.#numberOf(address)]?.[0] === 'wait',
    );
    if (waits.length > 0 && meanwhile.length > 0)
      await dispatch.until(() => waits.some(({ address }) => relay.hasCome(address)));
    let lostLeases = false;
    for (const step of meanwhile) {
      if (step.does === 'lose-leases') {
        lostLeases = true;
        await dispatch.loseLeases();
      } else await this.#happen(step);
    }
    this.#release();
    await dispatch.finish();
    const statement = await bench.statement(id);
    const deliveries = await bench.deliveries(id);
    const mails = relay.about(this.topic).slice(before);
    this.outcomes.push({ statement, frozen, lostLeases, mails, deliveries });
    await dispatch.countRefusals();
    this.#giveUp(deliveries);
  }

  #giveUp(deliveries: Delivery[]): void {
    for (const { residentId, state } of deliveries) {
      const member = this.members.find((one) => one.residentId === residentId);
      if (member && state === 'failed') member.isGivenUp = true;
    }
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
