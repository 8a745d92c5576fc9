import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import { AskService } from '../requests/ask.service.ts';
import { type Frequency, frequencies, readFrequency, USUAL_FREQUENCY } from '../requests/frequency.ts';
import { mannerOf } from '../requests/manner.ts';
import { noticesOf, type OfferedTopic } from '../topics/offered-topic.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type Opened, OpenedLinks } from './opened-links.service.ts';
import { PreferencesService } from './preferences.service.ts';

/**
 * Adding topics. The link shows who may be asked and nothing more: each topic shows its notice, and is asked for and confirmed as on the
 * sign-up page (ASK-3, ASK-4).
 */
@ApiExcludeController()
@Controller('manage/:token/topics')
export class MoreTopicsController {
  constructor(
    private readonly pages: Pages,
    private readonly links: OpenedLinks,
    private readonly preferences: PreferencesService,
    private readonly topics: TopicsService,
    private readonly asking: AskService,
  ) {}

  @Get()
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const opened = await this.links.open(token);
    if (!opened) return this.#back(request, reply, token);
    await this.#show(request, reply, opened);
  }

  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.open(token);
    if (!opened) return this.#back(request, reply, token);
    if (!this.links.isOurs(body, opened)) return this.#show(request, reply, opened);
    const ticked = [body.topics].flat();
    const topics = (await this.#others(request, opened))
      .map(({ slug }) => slug)
      .filter((slug) => ticked.includes(slug));
    const frequency = readFrequency(body.frequency);
    if (topics.length === 0 || !frequency) {
      const problems = [
        ...(topics.length === 0 ? [{ field: 'topics', message: 'ask.topics.missing' }] : []),
        ...(frequency ? [] : [{ field: 'frequency', message: 'ask.frequency.wrong' }]),
      ];
      return this.#show(request, reply, opened, { frequency, problems });
    }
    await this.asking.ask({
      email: opened.resident.address,
      topics,
      language: this.pages.language(request),
      frequency,
      manner: mannerOf(request, 'manage-add-button', '/manage/topics'),
    });
    await reply.redirect(this.pages.link(request, '/check-your-mail'), 303);
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    opened: Opened,
    sent: { frequency?: Frequency; problems?: FormProblem[] } = {},
  ) {
    const { frequency = await this.#theirFrequency(opened), problems = [] } = sent;
    const topics = await this.#others(request, opened);
    const data = {
      token: opened.token,
      topics,
      notices: noticesOf(topics),
      frequency,
      frequencies,
      value: this.links.newValue(opened),
    };
    await this.pages.render(request, reply, {
      template: 'manage/more-topics.njk',
      data,
      problems,
      tokenPage: true,
    });
  }

  /** The page of the link itself says what to do when it opens nothing. */
  async #back(request: FastifyRequest, reply: FastifyReply, token: string) {
    await reply.redirect(this.pages.link(request, `/manage/${encodeURIComponent(token)}`), 303);
  }

  /** Chosen beforehand: the one that they chose for all that they follow. */
  async #theirFrequency({ resident }: Opened): Promise<Frequency> {
    const followed = await this.preferences.followed(resident.id);
    const [only, ...others] = new Set(followed.map(({ frequency }) => frequency));
    return only !== undefined && others.length === 0 ? only : USUAL_FREQUENCY;
  }

  /** What they do not follow yet. */
  async #others(request: FastifyRequest, { resident }: Opened): Promise<OfferedTopic[]> {
    const followed = await this.preferences.followed(resident.id);
    const offered = await this.topics.offered(this.pages.language(request));
    return offered.filter(({ slug }) => !followed.some(({ topic }) => topic === slug));
  }
}
