import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import { type Counter, Counters } from '../limits/counters.ts';
import { ProofNeeded } from '../limits/limit-problems.ts';
import type { Effort } from '../limits/limits.ts';
import { Proofs } from './proofs.ts';
import { SealedTimes } from './sealed-times.ts';

/** A form that was sent, and the path that it was sent to. */
export interface SentForm {
  body: unknown;
  action: string;
  /** That path holds a secret. */
  tokenPage?: boolean;
}

/** Nobody reads and fills in a form in less. */
const FASTEST_SECONDS = 3;
/** After a day the notice may be another; consent is to the one that was read. */
const OLDEST_SECONDS = 24 * 3600;
const WAIT_SECONDS = 30;
const PASS_SECONDS = 3600;
/** Fields of ours, which a form that waits does not send again. */
const SPENT = new Set(['altcha', 'homepage', 'waited']);
const MOST_FIELDS = 60;

/**
 * Tells programs from people without a puzzle (ABUSE-2): a field that only a program fills in, the time that a form took, and a proof
 * of work. Whoever brings none of it, for want of a script or because the form stands on another site, still gets through: within a
 * narrower limit of their network, and above it by waiting half a minute.
 */
@Injectable()
export class Guard {
  readonly #passes: Counter;

  constructor(
    private readonly pages: Pages,
    private readonly times: SealedTimes,
    private readonly proofs: Proofs,
    counters: Counters,
  ) {
    this.#passes = counters.counter('pass', PASS_SECONDS);
  }

  /**
   * What `guard/guard.njk` needs, under the name `guard`. The page has to let its scripts run (`scripts`). One whose address holds a
   * secret never does (ABUSE-4): it takes `guard/scriptless.njk`, and counts as one without a proof.
   */
  fields(): { time: string } {
    return { time: this.times.seal('form') };
  }

  /** Why the form is shown again; nothing for an honest visitor. */
  problems(body: unknown): FormProblem[] {
    const { homepage, formTime } = fieldsOf(body);
    if (homepage) return [{ field: 'homepage', message: 'guard.homepage.filled' }];
    const age = this.times.age('form', formTime);
    return age !== undefined && age > OLDEST_SECONDS ? [{ field: 'email', message: 'guard.old' }] : [];
  }

  /** What a page between the form and its mail sends on, for the visitor's sake. */
  carried(body: unknown): { name: string; value: string }[] {
    const { formTime, altcha } = fieldsOf(body);
    const fields = Object.entries({ formTime, altcha });
    return fields.flatMap(([name, value]) => (typeof value === 'string' && value ? [{ name, value }] : []));
  }

  /**
   * @param act asks for the mail, with what the visitor did for it. When that is too little for their network, they get a page that
   * lets them wait. A proof is used up by it.
   * @returns whether it was done.
   */
  async orWait(
    request: FastifyRequest,
    reply: FastifyReply,
    sent: SentForm,
    act: (effort: Effort) => Promise<void>,
  ): Promise<boolean> {
    try {
      await act(await this.#effort(fieldsOf(sent.body)));
      return true;
    } catch (error) {
      if (!(error instanceof ProofNeeded)) throw error;
      await this.#letWait(request, reply, sent);
      return false;
    }
  }

  async #effort({ formTime, altcha, waited }: Record<string, unknown>): Promise<Effort> {
    const age = this.times.age('form', formTime);
    const isUnhurried = age !== undefined && age >= FASTEST_SECONDS;
    if (isUnhurried && (await this.proofs.isGood(altcha))) return 'proof';
    const waitedFor = this.times.age('wait', waited);
    if (waitedFor === undefined || waitedFor < WAIT_SECONDS || waitedFor > PASS_SECONDS) return 'none';
    return (await this.#passes.add(String(waited))).count === 1 ? 'waited' : 'none';
  }

  async #letWait(
    request: FastifyRequest,
    reply: FastifyReply,
    { body, action, tokenPage }: SentForm,
  ): Promise<void> {
    const { waited } = fieldsOf(body);
    const waitedFor = this.times.age('wait', waited) ?? WAIT_SECONDS;
    const isWaiting = waitedFor < WAIT_SECONDS;
    const seconds = Math.ceil(isWaiting ? WAIT_SECONDS - waitedFor : WAIT_SECONDS);
    reply.header('Retry-After', seconds);
    await this.pages.render(request, reply, {
      template: 'guard/wait.njk',
      status: 429,
      tokenPage,
      data: { seconds, action, sent: sentAgain(body), waited: isWaiting ? waited : this.times.seal('wait') },
    });
  }
}

function fieldsOf(body: unknown): Record<string, unknown> {
  return (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
}

/** What was typed and ticked, for hidden fields. */
function sentAgain(body: unknown): { name: string; value: string }[] {
  return Object.entries(fieldsOf(body))
    .filter(([name]) => !SPENT.has(name))
    .flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })))
    .filter((field): field is { name: string; value: string } => typeof field.value === 'string')
    .slice(0, MOST_FIELDS);
}
