import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { type FormProblem, Pages } from '#libs/site';
import { mannerOf } from '../requests/manner.ts';
import { SubscriptionSettings } from '../settings.ts';
import { ResendService } from './resend.service.ts';

const PAGE = '/check-your-mail';

/** What happens next after asking, and what to do when no mail comes. Says the same about every address (ABUSE-1). */
@ApiExcludeController()
@Controller('check-your-mail')
export class ResendController {
  constructor(
    private readonly pages: Pages,
    private readonly resending: ResendService,
    private readonly settings: SubscriptionSettings,
  ) {}

  @Get()
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.#show(request, reply, {});
  }

  @Post()
  async again(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: unknown) {
    const given = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined;
    const email = typeof given === 'string' ? given : '';
    const parsed = parseAddress(email);
    if ('fault' in parsed) {
      const message = parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong';
      await this.#show(request, reply, { email, problems: [{ field: 'email', message }] });
      return;
    }
    await this.resending.resend(email, mannerOf(request, 'send-again-button', PAGE));
    await reply.redirect(this.pages.link(request, `${PAGE}/again`), 303);
  }

  @Get('again')
  async askedAgain(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const data = { windowHours: this.settings.confirmationWindowHours };
    await this.pages.render(request, reply, { template: 'resends/sent-again.njk', data });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { email = '', problems = [] }: { email?: string; problems?: FormProblem[] },
  ) {
    const { confirmationWindowHours: windowHours, requestExpiresDays: days } = this.settings;
    const data = { page: PAGE, email, windowHours, days };
    await this.pages.render(request, reply, { template: 'resends/check-your-mail.njk', data, problems });
  }
}
