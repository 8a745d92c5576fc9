import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseAddress } from '#libs/addresses';
import { type FormProblem, Pages } from '#libs/site';
import { AccessService } from './access.service.ts';

/** The pages where anybody asks for everything that is held about an address. */
@ApiExcludeController()
@Controller('my-data')
export class AccessController {
  constructor(
    private readonly pages: Pages,
    private readonly access: AccessService,
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
    const language = this.pages.language(request);
    await this.access.ask({ email, language }, { clientAddress: request.ip, effort: 'none' });
    await reply.redirect(this.pages.link(request, '/my-data/asked'), 303);
  }

  @Get('asked')
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.render(request, reply, { template: 'access/asked.njk' });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { email, problems = [] }: { email: string; problems?: FormProblem[] },
  ): Promise<void> {
    await this.pages.render(request, reply, { template: 'access/my-data.njk', data: { email }, problems });
  }
}
