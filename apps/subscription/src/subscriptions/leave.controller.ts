import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { mannerOf } from '../requests/manner.ts';
import { unlessUnknown } from '../requests/request-problems.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type LeaveScope, LeaveService } from './leave.service.ts';
import type { SubscriptionEntity } from './subscription.entity.ts';

/**
 * The page behind the leave link of every mail, and the one-click POST of RFC 8058 to the same address. A mail about several topics
 * has the address with `everything`: one press cannot ask which of them is meant.
 */
@ApiExcludeController()
@Controller('leave/:token')
export class LeaveController {
  constructor(
    private readonly pages: Pages,
    private readonly topics: TopicsService,
    private readonly leaving: LeaveService,
  ) {}

  @Get(['', 'everything'])
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const subscription = await unlessUnknown(this.leaving.find(token));
    if (subscription === undefined) return this.#unknown(request, reply);
    const data = { topic: await this.#nameOf(request, subscription) };
    await this.pages.render(request, reply, { template: 'subscriptions/leave.njk', data, tokenPage: true });
  }

  /** No cookie, no one-time value, no redirect, and the same answer each time (LEAVE-2). */
  @Post()
  @HttpCode(200)
  async leave(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    if (isOneClick(fields)) return this.#inOneClick(request, reply, { token, scope: 'topic' });
    const scope = scopeOf(fields.scope);
    if (!scope) return this.ask(request, reply, token);
    const subscription = await unlessUnknown(this.leaving.find(token));
    if (subscription === undefined) return this.#unknown(request, reply);
    const topic = await this.#nameOf(request, subscription);
    await this.leaving.leave(token, scope, mannerOf(request, `leave-${scope}-button`, '/leave'));
    const data = { topic, scope };
    await this.pages.render(request, reply, { template: 'subscriptions/left.njk', data, tokenPage: true });
  }

  @Post('everything')
  @HttpCode(200)
  async leaveEverything(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    if (!isOneClick(body)) return this.leave(request, reply, token, body);
    return this.#inOneClick(request, reply, { token, scope: 'everything' });
  }

  async #inOneClick(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, scope }: { token: string; scope: LeaveScope },
  ): Promise<void> {
    await this.leaving.leave(token, scope, mannerOf(request, 'one-click', '/leave'));
    await reply.status(200).type('text/plain').send('You have left.\n');
  }

  /** Undefined for a resident who was erased: the page then names no topic. */
  async #nameOf(
    request: FastifyRequest,
    subscription: SubscriptionEntity | null,
  ): Promise<string | undefined> {
    if (!subscription) return undefined;
    const names = await this.topics.names([subscription.topic], this.pages.language(request));
    return names.get(subscription.topic);
  }

  /** Nobody may be left with a link that does not work and no way to leave (LEAVE-1). */
  async #unknown(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.pages.render(request, reply, {
      template: 'subscriptions/unknown.njk',
      status: 404,
      tokenPage: true,
    });
  }
}

function isOneClick(body: unknown): boolean {
  return (body as Record<string, unknown> | null | undefined)?.['List-Unsubscribe'] === 'One-Click';
}

function scopeOf(value: unknown): LeaveScope | undefined {
  return value === 'topic' || value === 'everything' ? value : undefined;
}
