import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { entryUnknown } from '../audit/audit-problems.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { readQuestion } from './question.ts';
import { WhyService } from './why.service.ts';
import { WhyPapers } from './why-papers.ts';

/** PROOF-1: one page for any message and resident. `WhyPdfController` has the same as a document. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class WhyController {
  constructor(
    private readonly why: WhyService,
    private readonly papers: WhyPapers,
    private readonly evidence: EvidenceService,
    private readonly pages: Pages,
  ) {}

  @Get('why')
  async form(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
  ): Promise<void> {
    await this.#show(request, reply, { formToken });
  }

  /** A POST, so that the address is in no URL. It changes nothing. */
  @Post('why')
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Body() body: unknown,
  ): Promise<void> {
    const { typed, problems } = readQuestion(body);
    const parsed = parseAddress(typed.address);
    const residentId = 'key' in parsed ? await this.evidence.findResident(parsed.key) : undefined;
    if (residentId && problems.length === 0) {
      const at = (await this.why.moment(`${typed.day}T${typed.time}`)).toISOString();
      await reply.redirect(this.pages.link(request, `/audit/residents/${residentId}/standing?at=${at}`), 303);
      return;
    }
    const message = 'key' in parsed ? 'audit.search-none' : 'audit.search-unsound';
    const unknown = residentId ? [] : [{ field: 'address', message }];
    await this.#show(request, reply, { formToken, typed }, [...unknown, ...problems]);
  }

  @Get('residents/:id/standing')
  async standing(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('id', ParseUUIDPipe) residentId: string,
    @Query('at') at?: unknown,
  ): Promise<void> {
    const reader = { auditor, speech: this.pages.spoken(request), as: 'page' } as const;
    const read = await this.papers.standing({ residentId, at }, reader);
    if (!read) throw entryUnknown();
    const pdf = `/audit/residents/${residentId}/standing/pdf?at=${encodeURIComponent(String(at))}`;
    const data = { paper: read.paper, pdf };
    await this.pages.render(request, reply, { template: 'why/answer.njk', data });
  }

  /** The question comes from *notification*, perhaps a moment after the browser. */
  @Get('deliveries/:event')
  async delivery(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('event', ParseUUIDPipe) event: string,
  ): Promise<void> {
    const reader = { auditor, speech: this.pages.spoken(request), as: 'page' } as const;
    const read = await this.papers.answer(event, reader);
    const page = read
      ? { template: 'why/answer.njk', data: { paper: read.paper, pdf: `/audit/deliveries/${event}/pdf` } }
      : { template: 'why/waiting.njk', data: { event }, status: 202 };
    await this.pages.render(request, reply, page);
  }

  async #show(request: FastifyRequest, reply: FastifyReply, data: object, problems: FormProblem[] = []) {
    await this.pages.render(request, reply, { template: 'why/ask.njk', data, problems });
  }
}
