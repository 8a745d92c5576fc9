import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { Clock } from '#libs/clock';
import { type FormProblem, Pages } from '#libs/site';
import { type Opened, OpenedLinks } from '../manage/opened-links.service.ts';
import { addressHash } from '../residents/address-hash.ts';
import { SubscriptionSettings } from '../settings.ts';
import { AddressChangesService, type NewAddress } from './address-changes.service.ts';

/** Where a resident says where they want to be reached. Only a fresh link opens it. */
@ApiExcludeController()
@Controller('manage/:token/address')
export class AddressFormController {
  constructor(
    private readonly pages: Pages,
    private readonly links: OpenedLinks,
    private readonly changes: AddressChangesService,
    private readonly clock: Clock,
    private readonly settings: SubscriptionSettings,
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
    const email = typeof body.email === 'string' ? body.email : '';
    const read = this.#read(email, opened);
    if ('message' in read) {
      const problems = [{ field: 'email', message: read.message }];
      return this.#show(request, reply, { opened, email, problems });
    }
    const asking = { language: this.pages.language(request), now: this.clock.now() };
    await this.changes.ask(opened.resident, read, asking);
    const data = { token, address: opened.resident.address };
    await this.pages.render(request, reply, { template: 'address-change/asked.njk', data, tokenPage: true });
  }

  #read(email: string, { resident }: Opened): NewAddress | { message: string } {
    const parsed = parseAddress(email);
    if ('fault' in parsed) {
      return { message: parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong' };
    }
    const hash = addressHash(parsed.key, this.settings.addressKey[0] ?? '');
    return hash.equals(resident.addressHash) ? { message: 'move.same' } : { address: parsed.address, hash };
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { opened, email = '', problems = [] }: { opened: Opened; email?: string; problems?: FormProblem[] },
  ) {
    const { token, resident } = opened;
    const data = { token, email, address: resident.address, value: this.links.newValue(opened) };
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
