import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Random } from '#libs/clock';
import { Pages } from '#libs/site';
import { SubscriptionSettings } from '../settings.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { ConfirmService } from './confirm.service.ts';
import { mannerOf } from './manner.ts';
import type { RequestEntity } from './request.entity.ts';
import { unlessUnknown } from './request-problems.ts';
import { isPageValue, pageValue } from './token.ts';

type Question = 'confirm' | 'decline';

/** The pages behind the links of the confirmation mail. Opening them decides nothing; their button does (CONF-1). */
@ApiExcludeController()
@Controller('confirm/:token')
export class ConfirmController {
  constructor(
    private readonly pages: Pages,
    private readonly topics: TopicsService,
    private readonly confirming: ConfirmService,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
  ) {}

  @Get()
  async askToConfirm(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ) {
    await this.#visit(request, reply, { token, question: 'confirm' });
  }

  @Get('not-me')
  async askToDecline(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ) {
    await this.#visit(request, reply, { token, question: 'decline' });
  }

  @Post()
  async confirm(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    await this.#answer(request, reply, { token, body, question: 'confirm' });
  }

  @Post('not-me')
  async decline(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    await this.#answer(request, reply, { token, body, question: 'decline' });
  }

  async #visit(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, question }: { token: string; question: Question },
  ) {
    const found = await unlessUnknown(this.confirming.find(token));
    if (!found) return this.#gone(request, reply);
    if (found.state === 'pending' && request.method === 'GET') await this.confirming.touch(found);
    await this.#show(request, reply, { found, question });
  }

  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, body, question }: { token: string; body: unknown; question: Question },
  ) {
    const found = await unlessUnknown(this.confirming.find(token));
    if (!found) return this.#gone(request, reply);
    const value = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : undefined;
    if (!isPageValue(value, found.id, this.settings.formKey)) {
      // Whoever posts without having seen the page gets to see it.
      await this.#show(request, reply, { found, question });
      return;
    }
    const manner = mannerOf(
      request,
      `${question}-button`,
      question === 'confirm' ? '/confirm' : '/confirm/not-me',
    );
    const answered = await this.confirming[question](token, manner);
    await this.#show(request, reply, { found: answered, question });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { found, question }: { found: RequestEntity; question: Question },
  ) {
    const slugs = found.topics.map(({ topic }) => topic);
    const language = this.pages.language(request);
    const names = await this.topics.names(slugs, language);
    const open = new Set((await this.topics.offered(language)).map(({ slug }) => slug));
    const isPending = found.state === 'pending';
    const isClosed = isPending && question === 'confirm' && !slugs.some((slug) => open.has(slug));
    const moves = await this.confirming.moves(found);
    await this.pages.render(request, reply, {
      template: `requests/${isClosed ? 'closed' : isPending ? question : found.state}.njk`,
      tokenPage: true,
      data: {
        topics: [...names.values()],
        closed: isPending ? [...names].flatMap(([slug, name]) => (open.has(slug) ? [] : [name])) : [],
        moves,
        value: pageValue(found.id, this.settings.formKey, this.random),
      },
    });
  }

  /** Unknown, expired and mistyped look the same; what to do is the same too. */
  async #gone(request: FastifyRequest, reply: FastifyReply) {
    const data = { days: this.settings.requestExpiresDays };
    await this.pages.render(request, reply, {
      template: 'requests/gone.njk',
      data,
      status: 404,
      tokenPage: true,
    });
  }
}
