import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { SignedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { countsOverTime } from './activity.query.ts';
import { chartOf } from './chart.ts';

/** Entries by what they are over time, as a chart and as its table. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit/activity')
export class ActivityController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('by') wish?: unknown,
  ): Promise<void> {
    const unit = wish === 'month' ? 'month' : 'day';
    const span = { day: 30, month: 24 }[unit];
    const { timeZone } = this.pages.city;
    const wanted = { unit, span, timeZone, now: this.clock.now() } as const;
    const chart = chartOf(await countsOverTime(this.dataSource.manager, wanted));
    await this.pages.render(request, reply, { template: 'activity/activity.njk', data: { chart, unit } });
  }
}
