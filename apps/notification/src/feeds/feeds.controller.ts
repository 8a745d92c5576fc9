import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Pages } from '#libs/site';
import { findArchived } from '../archive/archive.query.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { NotificationSettings } from '../settings.ts';
import { feedOf } from './feed.ts';
import { unknownFeed } from './feed-problems.ts';

const MINUTES_KEPT = 15;

/** What was announced about a topic, for feed readers: no address, no account. */
@ApiExcludeController()
@Controller('feeds')
export class FeedsController {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly settings: NotificationSettings,
  ) {}

  @Get(':file')
  async topic(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('file') file: string) {
    const slug = /^([a-z0-9-]{1,80})\.atom$/.exec(file)?.[1];
    const { manager } = this.dataSource;
    const topic = slug && (await manager.findOneBy(TopicEntity, { slug }));
    if (!topic) throw unknownFeed();
    const language = this.pages.language(request);
    const archived = await findArchived(manager, { topic: slug });
    const { publicUrl } = this.settings;
    const feed = feedOf({ topic, archived }, { language, codes: this.pages.languages.codes, publicUrl });
    await reply
      .type('application/atom+xml; charset=utf-8')
      .header('Cache-Control', `public, max-age=${MINUTES_KEPT * 60}`)
      .header('Content-Language', language)
      .header('Vary', 'Accept-Language')
      .send(this.pages.document(language, 'feeds/feed.njk', { feed }));
  }
}
