import { Controller, Get, Param, ParseUUIDPipe, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { Pages, type Speech } from '#libs/site';
import { entryUnknown } from '../audit/audit-problems.ts';
import { paperPdf } from '../papers/paper-pdf.ts';
import { type Read, WhyPapers } from './why-papers.ts';

/** The same answers as the pages, as documents: PROOF-1 on paper, in each language. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class WhyPdfController {
  constructor(
    private readonly papers: WhyPapers,
    private readonly pages: Pages,
  ) {}

  @Get('deliveries/:event/pdf')
  async answer(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('event', ParseUUIDPipe) event: string,
  ): Promise<StreamableFile> {
    const speech = this.pages.spoken(request);
    return this.#hand(reply, speech, await this.papers.answer(event, { auditor, speech, as: 'pdf' }));
  }

  @Get('residents/:id/standing/pdf')
  async standing(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Person() { subject: auditor }: SignedInPerson,
    @Param('id', ParseUUIDPipe) residentId: string,
    @Query('at') at?: unknown,
  ): Promise<StreamableFile> {
    const speech = this.pages.spoken(request);
    const reader = { auditor, speech, as: 'pdf' } as const;
    return this.#hand(reply, speech, await this.papers.standing({ residentId, at }, reader));
  }

  async #hand(reply: FastifyReply, speech: Speech, read: Read | undefined): Promise<StreamableFile> {
    if (!read) throw entryUnknown();
    const { t, lang, city } = speech;
    const pdf = await paperPdf(read.paper, {
      language: city.languages.find(({ code }) => code === lang)?.locale ?? lang,
      author: city.name,
      madeAt: read.madeAt,
      foot: (page, pages) => `${city.name} · ${t('why.foot', { page, pages })}`,
    });
    reply.header('Cache-Control', 'no-store').header('Content-Language', lang);
    // The name says nothing of the resident: files lie about in folders.
    return new StreamableFile(pdf, {
      type: 'application/pdf',
      disposition: `attachment; filename="${t('why.file')}-${lang}.pdf"`,
      length: pdf.length,
    });
  }
}
