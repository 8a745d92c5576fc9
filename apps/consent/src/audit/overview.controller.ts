import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { MailingsService } from '../mailings/mailings.service.ts';
import { CosignaturesService } from '../witnesses/cosignatures.service.ts';
import { OverviewService } from './overview.service.ts';

@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class OverviewController {
  constructor(
    private readonly overview: OverviewService,
    private readonly cosignatures: CosignaturesService,
    private readonly mailings: MailingsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const witnesses = await this.cosignatures.status();
    const data = { ...(await this.overview.look()), witnesses, mailing: await this.mailings.last() };
    await this.pages.render(request, reply, { template: 'audit/overview.njk', data });
  }
}
