import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { type RetentionRules, readRetentionRules } from '#libs/retention';
import { Pages } from '#libs/site';
import { SubscriptionSettings } from '../settings.ts';
import { mailMonths, newestLedgerDay } from './figures.query.ts';

/** What the city holds, why and for how long; what it sent; and to whom one can complain. */
@ApiExcludeController()
@Controller('transparency')
export class TransparencyController {
  readonly #kept: RetentionRules;

  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly settings: SubscriptionSettings,
  ) {
    this.#kept = readRetentionRules(settings.cityFolder);
  }

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.renderShared(request, reply, async () => {
      const { manager } = this.dataSource;
      const [ledger, months] = await Promise.all([newestLedgerDay(manager), mailMonths(manager)]);
      const data = { ledger, months, periods: this.#periods() };
      return { template: 'transparency/transparency.njk', data };
    });
  }

  /** What really applies here, by the rules of the city and the settings: a promise that nobody keeps would be worse than none. */
  #periods() {
    const { unconfirmed, ended, address, client_address, user_agent } = this.#kept;
    return {
      address: { years: address.years, days: address.days },
      request: { days: this.settings.requestExpiresDays, kept: unconfirmed.days },
      consent: { years: ended.years, days: ended.days },
      details: { network: client_address.days, browser: user_agent.days },
      mails: { days: this.settings.deliveriesKeptDays },
    };
  }
}
