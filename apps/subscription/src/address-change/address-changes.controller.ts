import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#libs/clock';
import { Pages } from '#libs/site';
import { OpenedLinks } from '../manage/opened-links.service.ts';
import { mannerOf } from '../requests/manner.ts';
import { maskAddress } from '../residents/mask-address.ts';
import { noticesOf } from '../topics/offered-topic.ts';
import { AddressChangesService, type FoundChange } from './address-changes.service.ts';
import { MovedTopics } from './moved-topics.ts';

type Question = 'agree' | 'decline';

/** The pages behind the letter to the old address. They show the notices, since agreeing asks for consent anew (ASK-2). */
@ApiExcludeController()
@Controller('change-address/:token')
export class AddressChangesController {
  constructor(
    private readonly pages: Pages,
    private readonly changes: AddressChangesService,
    private readonly links: OpenedLinks,
    private readonly offers: MovedTopics,
    private readonly clock: Clock,
  ) {}

  @Get()
  async askToAgree(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ) {
    await this.#show(request, reply, { question: 'agree', change: await this.#find(token) });
  }

  @Get('not-me')
  async askToDecline(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ) {
    await this.#show(request, reply, { question: 'decline', change: await this.#find(token) });
  }

  @Post()
  @HttpCode(200)
  async agree(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const change = await this.#find(token);
    const isOpen = change?.state === 'asked' || change?.state === 'agreed';
    if (change && isOpen && this.links.isOurs(body, change)) {
      const topics = (await this.offers.of(change, this.pages.language(request))).map(({ slug }) => slug);
      const manner = mannerOf(request, 'change-address', '/change-address');
      if (topics.length > 0) {
        await this.changes.agree(change, { topics, language: this.pages.language(request), manner });
      }
    }
    await this.#show(request, reply, { question: 'agree', change: await this.#find(token) });
  }

  @Post('not-me')
  @HttpCode(200)
  async decline(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const change = await this.#find(token);
    if (change && this.links.isOurs(body, change)) await this.changes.decline(change);
    await this.#show(request, reply, { question: 'decline', change: await this.#find(token) });
  }

  #find(token: string): Promise<FoundChange | undefined> {
    return this.changes.find(token, this.clock.now());
  }

  /** A second press, or the other link after one was answered, shows what was answered (CONF-5). */
  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { change, question }: { change: FoundChange | undefined; question: Question },
  ) {
    if (!change) {
      return this.pages.render(request, reply, { template: 'manage/gone.njk', status: 404, tokenPage: true });
    }
    const topics = await this.offers.of(change, this.pages.language(request));
    const data = {
      topics,
      notices: noticesOf(topics),
      from: maskAddress(change.resident.address),
      to: change.newAddress,
      value: this.links.newValue(change),
    };
    const template =
      change.state === 'asked' ? question : change.state === 'declined' ? 'declined' : 'agreed';
    await this.pages.render(request, reply, {
      template: `address-change/${template}.njk`,
      data,
      tokenPage: true,
    });
  }
}
