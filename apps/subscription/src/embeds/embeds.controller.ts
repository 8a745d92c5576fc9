import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { formData } from '../front/ask-pages.ts';
import { SubscriptionSettings } from '../settings.ts';
import type { OfferedTopic } from '../topics/offered-topic.ts';
import { topicNotFound } from '../topics/topic-problems.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { embedCodes } from './embed-codes.ts';

/** The sign-up form of one topic for other sites: as code, and in a frame. What they send is taken by `AskController`. */
@ApiExcludeController()
@Controller('topics/:slug')
export class EmbedsController {
  constructor(
    private readonly pages: Pages,
    private readonly topics: TopicsService,
    private readonly settings: SubscriptionSettings,
  ) {}

  @Get('embed')
  async codes(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string) {
    const topic = await this.#topic(request, slug);
    const codes = embedCodes(this.pages, {
      topic,
      language: this.pages.language(request),
      publicUrl: this.settings.publicUrl,
    });
    await this.pages.render(request, reply, { template: 'embeds/embed.njk', data: { topic, codes } });
  }

  /** The only page of ours that another site may frame: it knows nothing about whoever reads it (ABUSE-4). */
  @Get('embedded')
  async framed(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string) {
    const topics = [await this.#topic(request, slug)];
    const filled = formData({ topics, page: `/topics/${slug}/embedded` });
    const data = { ...filled, groups: [{ topics }], target: '_top' };
    await this.pages.render(request, reply, { template: 'embeds/embedded.njk', data, isFramed: true });
  }

  async #topic(request: FastifyRequest, slug: string): Promise<OfferedTopic> {
    const offered = await this.topics.offered(this.pages.language(request));
    const topic = offered.find((candidate) => candidate.slug === slug);
    if (!topic) throw topicNotFound();
    return topic;
  }
}
