import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#libs/problems';
import { Pages } from '#libs/site';
import { type SampleMail, SampleMails } from './sample-mails.ts';

const unknownSample = () => new Problem('sample-unknown', 404, 'There is no such sample');

/** A mail has its style inside, as no page of ours may. It may do nothing else. */
const MAIL_POLICY =
  "default-src 'none';style-src 'unsafe-inline';form-action 'none';base-uri 'none';frame-ancestors 'none'";

/** Each mail as it would arrive, for whoever works on them. It is not there in production: see `AppModule`. */
@ApiExcludeController()
@Controller('dev/letters')
export class SamplesController {
  constructor(
    private readonly pages: Pages,
    private readonly samples: SampleMails,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const languages = await Promise.all(
      this.pages.city.languages.map(async ({ code, name }) => ({
        code,
        name,
        mails: await Promise.all(this.samples.names.map((sample) => this.#listed(sample, code))),
      })),
    );
    await this.pages.render(request, reply, { template: 'samples/samples.njk', data: { languages } });
  }

  @Get(':name/:language/html')
  async html(@Res() reply: FastifyReply, @Param('name') name: string, @Param('language') language: string) {
    const { html } = await this.#mail(name, language);
    reply.header('Content-Security-Policy', MAIL_POLICY);
    await reply.type('text/html; charset=utf-8').send(html);
  }

  /** Headers, an empty line, and the text part. */
  @Get(':name/:language/text')
  async text(@Res() reply: FastifyReply, @Param('name') name: string, @Param('language') language: string) {
    const { headers, text } = await this.#mail(name, language);
    await reply.type('text/plain; charset=utf-8').send(`${headers}\n\n${text}`);
  }

  async #listed(name: string, language: string) {
    const { subject } = await this.#mail(name, language);
    return { name, subject };
  }

  async #mail(name: string, language: string): Promise<SampleMail> {
    const mail = await this.samples.mail(name, language);
    if (!mail) throw unknownSample();
    return mail;
  }
}
