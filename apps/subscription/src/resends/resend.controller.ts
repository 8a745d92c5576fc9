import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AddressForms, type AddressPage } from '../guard/address-forms.ts';
import { mannerOf } from '../requests/manner.ts';
import { SubscriptionSettings } from '../settings.ts';
import { ResendService } from './resend.service.ts';

const PATH = '/check-your-mail';

/** What happens next after asking, and what to do when no mail comes. Says the same about every address (ABUSE-1). */
@ApiExcludeController()
@Controller('check-your-mail')
export class ResendController {
  readonly #page: AddressPage;

  constructor(
    private readonly pages: Pages,
    private readonly resending: ResendService,
    private readonly settings: SubscriptionSettings,
    private readonly forms: AddressForms,
  ) {
    const { confirmationWindowHours: windowHours, requestExpiresDays: days } = settings;
    const data = { page: PATH, windowHours, days };
    this.#page = { path: PATH, template: 'resends/check-your-mail.njk', data, next: `${PATH}/again` };
  }

  @Get()
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.forms.show(request, reply, this.#page);
  }

  @Post()
  async again(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: unknown) {
    await this.forms.take(request, reply, { page: this.#page, body }, (asked, effort) =>
      this.resending.resend({ ...asked, manner: mannerOf(request, 'send-again-button', PATH) }, effort),
    );
  }

  @Get('again')
  async askedAgain(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const data = { windowHours: this.settings.confirmationWindowHours };
    await this.pages.render(request, reply, { template: 'resends/sent-again.njk', data });
  }
}
