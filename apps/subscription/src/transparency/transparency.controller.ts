import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Pages } from '#libs/site';
import { SubscriptionSettings } from '../settings.ts';
import { mailMonths, newestLedgerDay } from './figures.query.ts';

/** What the city holds, why and for how long; what it sent; and to whom one can complain. */
@ApiExcludeController()
@Controller('transparency')
export class TransparencyController {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly settings: SubscriptionSettings,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.renderShared(request, reply, async () => {
      const { manager } = this.dataSource;
      const [ledger, months] = await Promise.all([newestLedgerDay(manager), mailMonths(manager)]);
      const data = { ledger, months, requestDays: this.settings.requestExpiresDays };
      return { template: 'transparency/transparency.njk', data };
    });
  }
}
