import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { TopicsService } from './topics.service.ts';

class NoticeDto {
  @ApiProperty({ description: 'SHA-256 of the text, in hexadecimal' })
  sha256: string;

  @ApiProperty({ description: 'the exact words to show before consent is asked' })
  text: string;
}

class TopicDto {
  @ApiProperty({ example: 'digital-infrastructure-plan' })
  slug: string;

  @ApiProperty()
  version: number;

  @ApiProperty({ example: 'en' })
  language: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ type: [String], description: 'paragraphs' })
  description: string[];

  @ApiProperty({ type: NoticeDto })
  notice: NoticeDto;
}

@ApiTags('topics')
@Controller('api/subscription/v1/topics')
export class TopicsController {
  constructor(
    private readonly topics: TopicsService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The open topics, each with the notice under which it is followed' })
  @ApiQuery({ name: 'lang', required: false, description: 'without it, Accept-Language decides' })
  @ApiOkResponse({ type: [TopicDto] })
  async list(@Req() request: FastifyRequest, @Query('lang') _lang?: string): Promise<TopicDto[]> {
    const language = this.pages.language(request);
    const offered = await this.topics.offered(language);
    return offered.map(({ slug, version, name, description, notice: { sha256, text } }) => {
      return { slug, version, language, name, description, notice: { sha256, text } };
    });
  }
}
