import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, Pages } from '#libs/site';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { noticesOf } from '../topics/offered-topic.ts';
import { topicNotFound } from '../topics/topic-problems.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type AskForm, readAskForm } from './ask.form.ts';
import { AskService } from './ask.service.ts';
import { type Frequency, frequencies, USUAL_FREQUENCY } from './frequency.ts';
import { mannerOf } from './manner.ts';

interface Shown {
  topics: OfferedTopic[];
  /** The page's own address, which the form is sent back to. */
  page: string;
  email?: string;
  frequency?: Frequency;
  problems?: FormProblem[];
}

/** The pages where a resident asks to follow topics: all of them, or one. */
@ApiExcludeController()
@Controller()
export class AskController {
  constructor(
    private readonly pages: Pages,
    private readonly topics: TopicsService,
    private readonly asking: AskService,
  ) {}

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.#show(request, reply, { topics: await this.#offered(request), page: '/' });
  }

  @Post()
  async askAtHome(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Body() body: unknown) {
    await this.#ask(request, reply, { body, page: '/', topics: await this.#offered(request) });
  }

  @Get('topics/:slug')
  async topic(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string) {
    await this.#show(request, reply, { topics: [await this.#one(request, slug)], page: `/topics/${slug}` });
  }

  @Post('topics/:slug')
  async askAtTopic(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Body() body: unknown,
  ) {
    await this.#ask(request, reply, {
      body,
      page: `/topics/${slug}`,
      topics: [await this.#one(request, slug)],
    });
  }

  /**
   * Answers the same for every address that mail could go to (ABUSE-1); that a domain looks misspelt is said once, and depends on
   * its letters alone.
   */
  async #ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { body, page, topics }: { body: unknown; page: string; topics: OfferedTopic[] },
  ) {
    const form = readAskForm(body, topics, this.pages.language(request));
    if (form.problems.length > 0) {
      const { email, frequency, problems } = form;
      await this.#show(request, reply, { topics, page, email, frequency, problems });
    } else if (form.meant) {
      await this.#checkAddress(request, reply, { form, page, topics });
    } else {
      await this.asking.ask({ ...form, manner: mannerOf(request, 'subscribe-button', page) });
      await reply.redirect(this.pages.link(request, '/check-your-mail'), 303);
    }
  }

  async #checkAddress(
    request: FastifyRequest,
    reply: FastifyReply,
    { form, page, topics }: { form: AskForm; page: string; topics: OfferedTopic[] },
  ) {
    const { email, meant, frequency, topics: ticked } = form;
    const data = { page, email: email.trim(), meant, frequency, ticked, shownNotices: shownNotices(topics) };
    await this.pages.render(request, reply, { template: 'requests/check-address.njk', data });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { topics, page, email = '', frequency = USUAL_FREQUENCY, problems = [] }: Shown,
  ) {
    const notices = noticesOf(topics);
    const shown = { topics, notices, shownNotices: shownNotices(topics) };
    const data = { ...shown, page, email, frequency, frequencies };
    await this.pages.render(request, reply, { template: 'requests/ask.njk', data, problems });
  }

  async #offered(request: FastifyRequest): Promise<OfferedTopic[]> {
    return this.topics.offered(this.pages.language(request));
  }

  async #one(request: FastifyRequest, slug: string): Promise<OfferedTopic> {
    const topic = (await this.#offered(request)).find((candidate) => candidate.slug === slug);
    if (!topic) throw topicNotFound();
    return topic;
  }
}

/** What a form names as the words that it showed. */
function shownNotices(topics: OfferedTopic[]): string {
  return topics.map(({ notice }) => notice.sha256).join(' ');
}
