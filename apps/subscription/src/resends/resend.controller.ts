import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import { readEmailForm } from '../guard/email.form.ts';
import { Guard } from '../guard/guard.ts';
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
    private readonly guard: Guard,
  ) {}

  @Get()
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.#show(request, reply, {});
  }

  @Post()
  async again(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: unknown) {
    const { email, problems } = readEmailForm(body, this.guard);
    if (problems.length > 0) {
      await this.#show(request, reply, { email, problems });
      return;
    }
    const isDone = await this.guard.orWait(request, reply, { body, action: PAGE }, (effort) =>
      this.resending.resend(email, mannerOf(request, 'send-again-button', PAGE), effort),
    );
    if (isDone) await reply.redirect(this.pages.link(request, `${PAGE}/again`), 303);
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
    const data = { page: PAGE, email, windowHours, days, guard: this.guard.fields() };
    await this.pages.render(request, reply, {
      template: 'resends/check-your-mail.njk',
      data,
      problems,
      scripts: true,
    });
  }
}
