import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AskPages, type Filled } from '../front/ask-pages.ts';
import { Guard } from '../guard/guard.ts';
import { LimitedAskService } from '../limits/limited-ask.service.ts';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { noticesNamed } from '../topics/offered-topic.ts';
import { topicNotFound } from '../topics/topic-problems.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type AskForm, readAskForm } from './ask.form.ts';
import { mannerOf } from './manner.ts';

interface Sent {
  body: unknown;
  /** The page that shows the form, and shows it again with its problems. */
  page: string;
  /** Where the form stood, for the ledger; without it, on that page. */
  stood?: string;
  topics: OfferedTopic[];
}

/** The pages where a resident asks to follow topics: all of them, or one. */
@ApiExcludeController()
@Controller()
export class AskController {
  constructor(
    private readonly pages: Pages,
    private readonly topics: TopicsService,
    private readonly asking: LimitedAskService,
    private readonly front: AskPages,
    private readonly guard: Guard,
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
    await this.#atTopic(request, reply, slug, (topics, page) => this.#show(request, reply, { topics, page }));
  }

  @Post('topics/:slug')
  async askAtTopic(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Body() body: unknown,
  ) {
    await this.#atTopic(request, reply, slug, (topics, page) =>
      this.#ask(request, reply, { body, page, topics }),
    );
  }

  /** From a form on another site, or in a frame there: what follows is shown on our own pages. */
  @Post('topics/:slug/embedded')
  async askElsewhere(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Body() body: unknown,
  ) {
    await this.#atTopic(request, reply, slug, (topics, page) =>
      this.#ask(request, reply, { body, page, stood: `${page}/embedded`, topics }),
    );
  }

  /**
   * Answers the same for every address that mail could go to (ABUSE-1); that a domain looks misspelt is said once, and depends on
   * its letters alone.
   */
  async #ask(request: FastifyRequest, reply: FastifyReply, { body, page, stood = page, topics }: Sent) {
    const form = readAskForm(body, topics, this.pages.language(request));
    const problems = [...form.problems, ...this.guard.problems(body)];
    if (problems.length > 0) {
      const { email, frequency } = form;
      await this.#show(request, reply, { topics, page, email, frequency, problems });
    } else if (form.meant) {
      await this.#checkAddress(request, reply, { form, body, page: stood, topics });
    } else {
      const manner = mannerOf(request, 'subscribe-button', stood);
      const isDone = await this.guard.orWait(request, reply, { body, action: stood }, (effort) =>
        this.asking.ask({ ...form, manner }, effort),
      );
      if (isDone) await reply.redirect(this.pages.link(request, '/check-your-mail'), 303);
    }
  }

  async #checkAddress(
    request: FastifyRequest,
    reply: FastifyReply,
    { form, body, page, topics }: { form: AskForm; body: unknown; page: string; topics: OfferedTopic[] },
  ) {
    const { email, meant, frequency, topics: ticked } = form;
    const data = {
      ...{ page, email: email.trim(), meant, frequency, ticked },
      shownNotices: noticesNamed(topics),
      carried: this.guard.carried(body),
    };
    await this.pages.render(request, reply, { template: 'requests/check-address.njk', data });
  }

  async #show(request: FastifyRequest, reply: FastifyReply, filled: Filled) {
    await (filled.page === '/'
      ? this.front.home(request, reply, filled)
      : this.front.topic(request, reply, filled));
  }

  /** A topic that takes nobody new has a page that says so (status 410 for a form), and none of the rest. */
  async #atTopic(
    request: FastifyRequest,
    reply: FastifyReply,
    slug: string,
    open: (topics: OfferedTopic[], page: string) => Promise<void>,
  ) {
    const language = this.pages.language(request);
    const topic = (await this.topics.offered(language)).find((candidate) => candidate.slug === slug);
    if (topic) return open([topic], `/topics/${slug}`);
    const closed = await this.topics.closed(slug, language);
    if (!closed) throw topicNotFound();
    return this.front.closed(request, reply, closed);
  }

  async #offered(request: FastifyRequest): Promise<OfferedTopic[]> {
    return this.topics.offered(this.pages.language(request));
  }
}
