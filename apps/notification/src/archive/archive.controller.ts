import { Controller, Get, Param, ParseUUIDPipe, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { inLanguage, Pages } from '#libs/site';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { TopicEntity } from '../intake/topic.entity.ts';
import { withPageClasses } from '../markdown/page-classes.ts';
import { renderBody } from '../markdown/render-body.ts';
import { type Archived, findArchived } from './archive.query.ts';

/** Where `List-Archive` of every mail leads: what was announced, for anybody, without an account. */
@ApiExcludeController()
@Controller('announcements')
export class ArchiveController {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('topic') wish?: unknown) {
    const topics = await this.dataSource.manager.find(TopicEntity);
    const topic = topics.find(({ slug }) => slug === wish);
    const archived = await findArchived(this.dataSource.manager, { topic: topic?.slug });
    await this.pages.render(request, reply, {
      template: 'archive/archive.njk',
      data: {
        topic: topic && this.#topicShown(request, topic),
        announcements: archived.map((one) => this.#shown(request, one, topics)),
      },
    });
  }

  @Get(':id')
  async one(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('id', new ParseUUIDPipe({ exceptionFactory: unknownAnnouncement })) id: string,
  ) {
    const [archived] = await findArchived(this.dataSource.manager, { id });
    if (!archived) throw unknownAnnouncement();
    const topics = await this.dataSource.manager.findBy(TopicEntity, { slug: archived.topic });
    const announcement = this.#shown(request, archived, topics);
    await this.pages.render(request, reply, {
      template: 'archive/archived.njk',
      data: { announcement },
    });
  }

  #shown(request: FastifyRequest, { id, topic: slug, sentAt, texts }: Archived, topics: TopicEntity[]) {
    const language = this.pages.language(request);
    const topic = topics.find((candidate) => candidate.slug === slug);
    // A language that the city took up later has no words here: what was sent is shown as it was.
    const [spoken = language] = [language, ...this.pages.languages.codes].filter((code) => texts[code]);
    const { subject = '', body = '' } = texts[spoken] ?? {};
    const html = withPageClasses(renderBody(body).html);
    return { id, sentAt, spoken, subject, html, topic: topic && this.#topicShown(request, topic) };
  }

  #topicShown(request: FastifyRequest, { slug, names, sender }: TopicEntity) {
    const language = this.pages.language(request);
    return { slug, name: inLanguage(names, language), sender: inLanguage(sender, language) };
  }
}
