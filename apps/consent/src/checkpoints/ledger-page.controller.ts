import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { CheckpointsService } from './checkpoints.service.ts';

/** The same as the checkpoint, for people. */
@ApiExcludeController()
@Controller('ledger')
export class LedgerPageController {
  constructor(
    private readonly checkpoints: CheckpointsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const checkpoint = await this.checkpoints.latest();
    await this.pages.render(request, reply, { template: 'checkpoints/ledger.njk', data: { checkpoint } });
  }
}
