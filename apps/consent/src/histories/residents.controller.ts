import { Controller, Get, Param, ParseUUIDPipe, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { Pages } from '#libs/site';
import { LooksService } from '../acts/looks.service.ts';
import { entryUnknown } from '../audit/audit-problems.ts';
import { pageOfEntries } from '../audit/page-of-entries.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { residentOf } from '../ledger/act-payload.ts';

/** What there is about one resident, or one entry of theirs. Each look is recorded before it is answered (PROOF-4). */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class ResidentsController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly looks: LooksService,
    private readonly pages: Pages,
  ) {}

  @Get('residents/:id')
  async history(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('id', ParseUUIDPipe) residentId: string,
    @Query('before') before?: unknown,
  ): Promise<void> {
    const page = await pageOfEntries(before, (each) => this.evidence.ofResident({ residentId, ...each }));
    if (page.entries.length === 0) throw entryUnknown();
    await this.looks.note({ auditor, residentId, what: { shown: 'history' } });
    const address = page.entries.find((entry) => entry.address !== undefined)?.address;
    const addressDeleted = page.entries.find(({ deleted }) => deleted.address)?.deleted.address;
    const data = { page, address, addressDeleted, residentId, home: `/audit/residents/${residentId}` };
    await this.pages.render(request, reply, { template: 'histories/history.njk', data });
  }

  @Get('records/:index')
  async entry(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('index') index: string,
  ): Promise<void> {
    const evidence = /^\d{1,15}$/.test(index) ? await this.evidence.at(Number(index)) : undefined;
    if (!evidence) throw entryUnknown();
    const about = evidence.payload ?? evidence.act;
    const residentId = about && residentOf(about);
    if (residentId) {
      const what = { shown: 'entry', ledger_index: evidence.index } as const;
      await this.looks.note({ auditor, residentId, what });
    }
    const data = { evidence, residentId };
    await this.pages.render(request, reply, { template: 'histories/entry.njk', data });
  }
}
