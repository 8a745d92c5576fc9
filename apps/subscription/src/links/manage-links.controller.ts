import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { type FormProblem, Pages } from '#libs/site';
import { ManageLinksService } from './manage-links.service.ts';

/** "No link any more?": the pages where the owner of an address gets a manage link by mail. */
@ApiExcludeController()
@Controller('manage')
export class ManageLinksController {
  constructor(
    private readonly pages: Pages,
    private readonly links: ManageLinksService,
  ) {}

  @Get()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#show(request, reply, { email: '' });
  }

  /** Only the body counts, never the query (CONF-1); the answer is the same for every address (ABUSE-1). */
  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<void> {
    const given = typeof body === 'object' && body !== null ? Reflect.get(body, 'email') : undefined;
    const email = typeof given === 'string' ? given : '';
    const parsed = parseAddress(email);
    if ('fault' in parsed) {
      const message = parsed.fault === 'missing' ? 'ask.email.missing' : 'ask.email.wrong';
      await this.#show(request, reply, { email, problems: [{ field: 'email', message }] });
      return;
    }
    await this.links.ask(email, this.pages.language(request));
    await reply.redirect(this.pages.link(request, '/manage/asked'), 303);
  }

  @Get('asked')
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.render(request, reply, { template: 'links/link-asked.njk' });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { email, problems = [] }: { email: string; problems?: FormProblem[] },
  ): Promise<void> {
    const data = { email };
    await this.pages.render(request, reply, { template: 'links/ask-link.njk', data, problems });
  }
}
