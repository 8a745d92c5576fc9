import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AccessService } from '../access/access.service.ts';
import { type Opened, OpenedLinks } from '../manage/opened-links.service.ts';
import { mannerOf } from '../requests/manner.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { RightsService } from './rights.service.ts';

/** What is a resident's own to see and to have erased. Only a fresh link opens it, which went to their mailbox alone (PROOF-6). */
@ApiExcludeController()
@Controller('manage/:token')
export class RightsController {
  constructor(
    private readonly pages: Pages,
    private readonly links: OpenedLinks,
    private readonly rights: RightsService,
    private readonly access: AccessService,
    private readonly topics: TopicsService,
  ) {}

  /** What they agreed to, with the words that they saw. */
  @Get('history')
  async history(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const opened = await this.links.openFresh(token);
    if (!opened) return this.#back(request, reply, token);
    const { entries, waiting } = await this.rights.history(opened.resident);
    const slugs = [...entries.map(({ topic }) => topic), ...waiting.flatMap(({ topics }) => topics)];
    const names = await this.topics.names(slugs, this.pages.language(request));
    const data = {
      token,
      entries: entries.map((entry) => ({ ...entry, name: names.get(entry.topic) })),
      waiting: waiting.map((each) => ({ ...each, names: each.topics.map((topic) => names.get(topic)) })),
    };
    await this.pages.render(request, reply, { template: 'rights/history.njk', data, tokenPage: true });
  }

  @Get('data')
  async data(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    await this.#ask(request, reply, { token, template: 'rights/data.njk' });
  }

  /** The link to everything goes to the mailbox, as for whoever asks at /my-data. */
  @Post('data')
  async mailData(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.openFresh(token);
    if (!opened || !this.links.isOurs(body, opened)) return this.data(request, reply, token);
    await this.access.ask({ email: opened.resident.address, language: this.pages.language(request) });
    await reply.redirect(this.pages.link(request, '/my-data/asked'), 303);
  }

  @Get('erase')
  async erase(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    await this.#ask(request, reply, { token, template: 'rights/erase.njk' });
  }

  @Post('erase')
  @HttpCode(200)
  async eraseNow(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.openFresh(token);
    if (!opened || !this.links.isOurs(body, opened)) return this.erase(request, reply, token);
    await this.rights.erase(opened.resident, mannerOf(request, 'erase-button', '/manage/erase'));
    await this.pages.render(request, reply, { template: 'rights/erased.njk', tokenPage: true });
  }

  /** A page with one button. */
  async #ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, template }: { token: string; template: string },
  ) {
    const opened = await this.links.openFresh(token);
    if (!opened) return this.#back(request, reply, token);
    await this.pages.render(request, reply, { template, data: this.#shown(opened), tokenPage: true });
  }

  #shown(opened: Opened) {
    return { token: opened.token, address: opened.resident.address, value: this.links.newValue(opened) };
  }

  /** The manage page says how to get a fresh link, or that this one opens nothing. */
  async #back(request: FastifyRequest, reply: FastifyReply, token: string) {
    await reply.redirect(this.pages.link(request, `/manage/${encodeURIComponent(token)}`), 303);
  }
}
