import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { LooksService } from '../acts/looks.service.ts';
import { entryUnknown } from '../audit/audit-problems.ts';
import { EvidenceService } from '../evidence/evidence.service.ts';
import { SearchService } from '../search/search.service.ts';
import { dispatchesNear } from './dispatches-near.ts';
import { readQuestion } from './question.ts';
import { WhyService } from './why.service.ts';

/** PROOF-1: one page, which is also the document, for any message and resident. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class WhyController {
  constructor(
    private readonly why: WhyService,
    private readonly evidence: EvidenceService,
    private readonly search: SearchService,
    private readonly looks: LooksService,
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
    @Query('at') wish?: unknown,
  ): Promise<void> {
    const at = new Date(typeof wish === 'string' ? wish : Number.NaN);
    const history = await this.evidence.ofResident({
      residentId,
      before: Number.MAX_SAFE_INTEGER,
      limit: 50,
    });
    if (history.length === 0 || Number.isNaN(at.getTime())) throw entryUnknown();
    await this.looks.note({ auditor, residentId, what: { shown: 'standing' } });
    const page = { before: Number.MAX_SAFE_INTEGER, limit: 500 };
    const dispatches = dispatchesNear(await this.search.dispatches(page), at);
    const address = history.find((entry) => entry.address !== undefined)?.address;
    const data = { residentId, address, at, all: await this.why.standing(residentId, at), dispatches };
    await this.pages.render(request, reply, { template: 'why/standing.njk', data });
  }

  /** The question comes from *notification*, perhaps a moment after the browser. */
  @Get('deliveries/:event')
  async delivery(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('event', ParseUUIDPipe) event: string,
  ): Promise<void> {
    const answer = await this.why.answer(event);
    const residentId = String(answer?.question.act?.resident_id);
    if (answer) await this.looks.note({ auditor, residentId, what: { shown: 'answer' } });
    const page = answer
      ? { template: 'why/answer.njk', data: { ...answer, act: answer.question.act } }
      : { template: 'why/waiting.njk', data: { event }, status: 202 };
    await this.pages.render(request, reply, page);
  }

  async #show(request: FastifyRequest, reply: FastifyReply, data: object, problems: FormProblem[] = []) {
    await this.pages.render(request, reply, { template: 'why/ask.njk', data, problems });
  }
}
