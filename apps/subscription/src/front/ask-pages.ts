import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type FormProblem, type Page, Pages } from '#libs/site';
import { Guard } from '../guard/guard.ts';
import { type Frequency, frequencies, USUAL_FREQUENCY } from '../requests/frequency.ts';
import { noticesNamed, noticesOf, type OfferedTopic } from '../topics/offered-topic.ts';
import type { ClosedTopic } from '../topics/topics.service.ts';
import { FrontService } from './front.service.ts';

/** The sign-up form as it is to be shown: empty, or as somebody sent it. Ticks are never part of it (ASK-3). */
export interface Filled {
  topics: OfferedTopic[];
  /** The page's own address, which the form is sent back to. */
  page: string;
  email?: string;
  frequency?: Frequency;
  problems?: FormProblem[];
}

/** Draws the pages that hold the sign-up form, with what stands around it. */
@Injectable()
export class AskPages {
  constructor(
    private readonly pages: Pages,
    private readonly front: FrontService,
    private readonly guard: Guard,
  ) {}

  async home(request: FastifyRequest, reply: FastifyReply, filled: Filled): Promise<void> {
    const language = this.pages.language(request);
    await this.#show(request, reply, filled, async () => {
      const [groups, invitations] = await Promise.all([
        this.front.subjects(filled.topics, language),
        this.front.invitations(language),
      ]);
      const data = { ...formData(filled), groups, invitations, guard: this.guard.fields() };
      return { template: 'front/home.njk', data };
    });
  }

  async topic(request: FastifyRequest, reply: FastifyReply, filled: Filled): Promise<void> {
    const language = this.pages.language(request);
    const slug = filled.topics[0]?.slug ?? '';
    await this.#show(request, reply, filled, async () => {
      const [groups, announcements, invitations] = await Promise.all([
        this.front.subjects(filled.topics, language),
        this.front.announcements(slug, language),
        this.front.invitations(language, slug),
      ]);
      const data = { ...formData(filled), groups, announcements, invitations, guard: this.guard.fields() };
      return { template: 'front/topic.njk', data };
    });
  }

  /** An empty form is the same for everybody; one that comes back is its sender's alone. */
  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { problems = [] }: Filled,
    make: () => Promise<Page>,
  ): Promise<void> {
    const scripts = true;
    if (problems.length === 0) await this.pages.renderShared(request, reply, make, { scripts });
    else await this.pages.render(request, reply, { ...(await make()), problems, scripts });
  }

  async closed(request: FastifyRequest, reply: FastifyReply, topic: ClosedTopic): Promise<void> {
    const announcements = await this.front.announcements(topic.slug, this.pages.language(request));
    const status = request.method === 'POST' ? 410 : 200;
    await this.pages.render(request, reply, {
      template: 'front/closed.njk',
      data: { topic, announcements },
      status,
    });
  }
}

/** What `requests/ask-form.njk` takes, besides the topics by group. */
export function formData({ topics, page, email = '', frequency = USUAL_FREQUENCY }: Filled) {
  const notices = noticesOf(topics);
  return { notices, shownNotices: noticesNamed(topics), page, email, frequency, frequencies };
}
