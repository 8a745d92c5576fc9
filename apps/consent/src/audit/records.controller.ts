import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { FormToken, SignedIn } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { entryUnknown } from './audit-problems.ts';
import { pageOfEntries } from './page-of-entries.ts';

/** The entries of the ledger: all of them, one, or those of one address. Nothing here changes anything. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class RecordsController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly pages: Pages,
  ) {}

  @Get('records')
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Query('before') before?: unknown,
  ): Promise<void> {
    await this.#showList(request, reply, { formToken, before });
  }

  /** A POST, so that the address is in no URL: URLs are kept in histories and logs (ABUSE-5). It changes nothing. */
  @Post('search')
  async search(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Body() body: unknown,
  ): Promise<void> {
    const typed = addressIn(body);
    const parsed = parseAddress(typed);
    const residentId = 'key' in parsed ? await this.evidence.findResident(parsed.key) : undefined;
    if (residentId) {
      await reply.redirect(this.pages.link(request, `/audit/residents/${residentId}`), 303);
      return;
    }
    const message = 'key' in parsed ? 'audit.search-none' : 'audit.search-unsound';
    await this.#showList(request, reply, { formToken, typed, problems: [{ field: 'address', message }] });
  }

  @Get('residents/:id')
  async resident(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id', ParseUUIDPipe) residentId: string,
    @Query('before') before?: unknown,
  ): Promise<void> {
    const page = await pageOfEntries(before, (each) => this.evidence.ofResident({ residentId, ...each }));
    const [newest] = page.entries;
    if (!newest) throw entryUnknown();
    const data = { page, address: newest.address, home: `/audit/residents/${residentId}` };
    await this.pages.render(request, reply, { template: 'audit/resident.njk', data });
  }

  @Get('records/:index')
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('index') index: string,
  ): Promise<void> {
    const evidence = /^\d{1,15}$/.test(index) ? await this.evidence.at(Number(index)) : undefined;
    if (!evidence) throw entryUnknown();
    await this.pages.render(request, reply, { template: 'audit/entry.njk', data: { evidence } });
  }

  async #showList(
    request: FastifyRequest,
    reply: FastifyReply,
    {
      problems = [],
      typed = '',
      ...shown
    }: { formToken: string; before?: unknown; typed?: string; problems?: FormProblem[] },
  ): Promise<void> {
    const page = await pageOfEntries(shown.before, (each) => this.evidence.newest(each));
    const data = { page, typed, formToken: shown.formToken, home: '/audit/records' };
    await this.pages.render(request, reply, { template: 'audit/records.njk', data, problems });
  }
}

function addressIn(body: unknown): string {
  const { address } = (body ?? {}) as { address?: unknown };
  return typeof address === 'string' ? address : '';
}
