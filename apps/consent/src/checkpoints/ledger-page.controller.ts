import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { MailingsService } from '../mailings/mailings.service.ts';
import { KeysService } from '../publication/keys.service.ts';
import { CosignaturesService } from '../witnesses/cosignatures.service.ts';
import { CheckpointsService } from './checkpoints.service.ts';

/** The same as the checkpoint, for people, and with what is needed to check it. */
@ApiExcludeController()
@Controller('ledger')
export class LedgerPageController {
  constructor(
    private readonly checkpoints: CheckpointsService,
    private readonly cosignatures: CosignaturesService,
    private readonly keys: KeysService,
    private readonly mailings: MailingsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const data = {
      checkpoint: await this.checkpoints.latest(),
      note: await this.cosignatures.latestNote(),
      keys: await this.keys.all(),
      mailing: await this.mailings.last(),
      witnesses: await this.cosignatures.status(),
    };
    await this.pages.render(request, reply, { template: 'checkpoints/ledger.njk', data });
  }
}
