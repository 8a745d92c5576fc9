import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import { readEmailForm } from '../guard/email.form.ts';
import { Guard } from '../guard/guard.ts';
import { AccessService } from './access.service.ts';

/** The pages where anybody asks for everything that is held about an address. */
@ApiExcludeController()
@Controller('my-data')
export class AccessController {
  constructor(
    private readonly pages: Pages,
    private readonly access: AccessService,
    private readonly guard: Guard,
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
    const { email, problems } = readEmailForm(body, this.guard);
    if (problems.length > 0) {
      await this.#show(request, reply, { email, problems });
      return;
    }
    const language = this.pages.language(request);
    const isDone = await this.guard.orWait(request, reply, { body, action: '/my-data' }, (effort) =>
      this.access.ask({ email, language }, { clientAddress: request.ip, effort }),
    );
    if (!isDone) return;
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
    await this.pages.render(request, reply, {
      template: 'access/my-data.njk',
      data: { email, guard: this.guard.fields() },
      problems,
      scripts: true,
    });
  }
}
