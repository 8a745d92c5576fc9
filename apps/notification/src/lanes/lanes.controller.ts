import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { LaneQuery } from './lane.query.ts';
import { lanesView, relaysView } from './lanes-view.ts';

/** How mail goes out at this moment: by which relays, and to whom it has to go slowly. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff/mail')
export class LanesController {
  constructor(
    private readonly pages: Pages,
    private readonly lanes: LaneQuery,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const reports = await this.lanes.reports();
    const words = this.pages.words(request);
    const data = { relays: relaysView(reports, words), lanes: lanesView(reports, words) };
    await this.pages.render(request, reply, { template: 'lanes/lanes.njk', data });
  }
}
