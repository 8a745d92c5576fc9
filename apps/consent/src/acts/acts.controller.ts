import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormToken, SignedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { entryUnknown } from '../audit/audit-problems.ts';
import { pageOfEntries } from '../audit/page-of-entries.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { ManifestsService } from '../manifests/manifests.service.ts';
import { SearchService } from '../search/search.service.ts';

/** What staff did, and what each dispatch relied on. It names no resident. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class ActsController {
  constructor(
    private readonly search: SearchService,
    private readonly evidence: EvidenceService,
    private readonly manifests: ManifestsService,
    private readonly pages: Pages,
  ) {}

  @Get('acts')
  async acts(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('before') before?: unknown,
  ): Promise<void> {
    const page = await pageOfEntries(before, (each) => this.search.acts(each));
    await this.pages.render(request, reply, {
      template: 'acts/acts.njk',
      data: { page, home: '/audit/acts' },
    });
  }

  @Get('dispatches')
  async dispatches(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('before') before?: unknown,
  ): Promise<void> {
    const page = await pageOfEntries(before, (each) => this.search.dispatches(each));
    await this.pages.render(request, reply, {
      template: 'acts/dispatches.njk',
      data: { page, home: '/audit/dispatches' },
    });
  }

  @Get('dispatches/:index')
  async dispatch(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('index') index: string,
    @FormToken() formToken: string,
  ): Promise<void> {
    const dispatch = /^\d{1,15}$/.test(index) ? await this.evidence.at(Number(index)) : undefined;
    if (dispatch?.act?.action !== 'finished-dispatch') throw entryUnknown();
    const releases = await this.search.releasesOf(dispatch.act);
    const manifest = await this.manifests.stateOf(String(dispatch.act.dispatch_id));
    const data = { dispatch, releases, manifest, formToken };
    await this.pages.render(request, reply, { template: 'acts/dispatch.njk', data });
  }
}
