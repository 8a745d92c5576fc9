import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { type FormProblem, Pages } from '#libs/site';
import type { Effort } from '../limits/limits.ts';
import { Guard } from './guard.ts';

/** A page whose one question is an address. */
export interface AddressPage {
  /** Of the page, and where its form leads. */
  path: string;
  template: string;
  /** What the template shows besides. */
  data?: Record<string, unknown>;
  /** Where who was heard is led, whoever they are (ABUSE-1). */
  next: string;
}

/** A form that was sent: the page that it stands on, and what came. */
export interface SentAddress {
  page: AddressPage;
  body: unknown;
}

/** The guarded forms where anybody may type an address, to which something is mailed. */
@Injectable()
export class AddressForms {
  constructor(
    private readonly pages: Pages,
    private readonly guard: Guard,
  ) {}

  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    page: AddressPage,
    { email, problems }: { email: string; problems: FormProblem[] } = { email: '', problems: [] },
  ): Promise<void> {
    await this.pages.render(request, reply, {
      template: page.template,
      data: { ...page.data, email, guard: this.guard.fields() },
      problems,
      scripts: true,
    });
  }

  /** Answers the form: with itself when something is wrong, else by `act` and the next page. */
  async take(
    request: FastifyRequest,
    reply: FastifyReply,
    { page, body }: SentAddress,
    act: (asked: { email: string; language: string }, effort: Effort) => Promise<void>,
  ): Promise<void> {
    const { email, problems } = readAddressForm(body, this.guard);
    if (problems.length > 0) {
      await this.show(request, reply, page, { email, problems });
      return;
    }
    const asked = { email, language: this.pages.language(request) };
    const isDone = await this.guard.orWait(request, reply, { body, action: page.path }, (effort) =>
      act(asked, effort),
    );
    if (isDone) await reply.redirect(this.pages.link(request, page.next), 303);
  }
}

/** Reads what was typed, and why the form is shown again. Only the body counts (CONF-1). */
export function readAddressForm(body: unknown, guard: Guard): { email: string; problems: FormProblem[] } {
  const given = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined;
  const email = typeof given === 'string' ? given : '';
  const parsed = parseAddress(email);
  const problems = guard.problems(body);
  if ('fault' in parsed) {
    const message = parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong';
    problems.push({ field: 'email', message });
  }
  return { email, problems };
}
