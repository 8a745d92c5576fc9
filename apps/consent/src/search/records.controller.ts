import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { FormToken, SignedIn } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { pageOfEntries } from '../audit/page-of-entries.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { filterQuery, readFilter } from './entry-filter.ts';
import { SearchService } from './search.service.ts';

interface Shown {
  formToken: string;
  query?: Record<string, unknown>;
  typed?: string;
  problems?: FormProblem[];
}

/** The entries of the ledger, by what they are. Whose they are stands on no list: that is a look at one resident. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class RecordsController {
  constructor(
    private readonly search: SearchService,
    private readonly evidence: EvidenceService,
    private readonly pages: Pages,
  ) {}

  @Get('records')
  async list(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Query() query: Record<string, unknown>,
  ): Promise<void> {
    await this.#show(request, reply, { formToken, query });
  }

  /** A POST, so that the address is in no URL: URLs are kept in histories and logs (ABUSE-5). It changes nothing. */
  @Post('search')
  async find(
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
    await this.#show(request, reply, { formToken, typed, problems: [{ field: 'address', message }] });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { formToken, query = {}, typed = '', problems = [] }: Shown,
  ): Promise<void> {
    const filter = readFilter(query);
    const page = await pageOfEntries(query.before, (each) => this.search.find(filter, each));
    const choices = await this.search.choices(this.pages.language(request));
    const home = `/audit/records?${filterQuery(filter)}`.replace(/\?$/, '');
    const data = { page, filter, choices, typed, formToken, home };
    await this.pages.render(request, reply, { template: 'search/records.njk', data, problems });
  }
}

function addressIn(body: unknown): string {
  const { address } = (body ?? {}) as { address?: unknown };
  return typeof address === 'string' ? address : '';
}
