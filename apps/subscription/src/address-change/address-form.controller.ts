import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { Clock } from '#libs/clock';
import { type FormProblem, Pages } from '#libs/site';
import { readAddressForm } from '../guard/address-forms.ts';
import { Guard } from '../guard/guard.ts';
import { type Opened, OpenedLinks } from '../manage/opened-links.service.ts';
import { mannerOf } from '../requests/manner.ts';
import { AddressChangesService } from './address-changes.service.ts';

/**
 * Where a resident says where they want to be reached. Only a fresh link opens it; still what they type may be anybody's address, so it
 * is guarded and limited as where anybody may type one (ABUSE-2).
 */
@ApiExcludeController()
@Controller('manage/:token/address')
export class AddressFormController {
  constructor(
    private readonly pages: Pages,
    private readonly links: OpenedLinks,
    private readonly changes: AddressChangesService,
    private readonly guard: Guard,
    private readonly clock: Clock,
  ) {}

  @Get()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const opened = await this.links.openFresh(token);
    if (!opened) return this.#back(request, reply, token);
    await this.#show(request, reply, { opened });
  }

  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.openFresh(token);
    if (!opened) return this.#back(request, reply, token);
    if (!this.links.isOurs(body, opened)) return this.#show(request, reply, { opened });
    const { email, problems } = readAddressForm(body, this.guard);
    if (isSame(email, opened.resident.address)) problems.push({ field: 'email', message: 'move.same' });
    if (problems.length > 0) return this.#show(request, reply, { opened, email, problems });
    const manner = mannerOf(request, 'change-address', '/manage/address');
    const asking = { email, manner, language: this.pages.language(request), now: this.clock.now() };
    const sent = { body, action: `/manage/${token}/address`, tokenPage: true };
    const isDone = await this.guard.orWait(request, reply, sent, (effort) =>
      this.changes.ask(opened.resident, asking, effort),
    );
    if (!isDone) return;
    const data = { token, address: opened.resident.address };
    await this.pages.render(request, reply, { template: 'address-change/asked.njk', data, tokenPage: true });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { opened, email = '', problems = [] }: { opened: Opened; email?: string; problems?: FormProblem[] },
  ) {
    const { token, resident } = opened;
    const value = this.links.newValue(opened);
    const data = { token, email, address: resident.address, value, guard: this.guard.fields() };
    await this.pages.render(request, reply, {
      template: 'address-change/form.njk',
      data,
      problems,
      tokenPage: true,
    });
  }

  async #back(request: FastifyRequest, reply: FastifyReply, token: string) {
    await reply.redirect(this.pages.link(request, `/manage/${encodeURIComponent(token)}`), 303);
  }
}

function isSame(typed: string, present: string): boolean {
  const [one, other] = [parseAddress(typed), parseAddress(present)];
  return !('fault' in one) && !('fault' in other) && one.key === other.key;
}
