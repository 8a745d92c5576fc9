import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AskDto } from './ask.dto.ts';
import { AskService } from './ask.service.ts';
import { mannerOf } from './manner.ts';
import { languageUnknown } from './request-problems.ts';

@ApiTags('requests')
@Controller('api/subscription/v1/requests')
export class RequestsController {
  constructor(
    private readonly asking: AskService,
    private readonly pages: Pages,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask to follow topics. The owner of the address confirms by mail.' })
  @ApiAcceptedResponse({ description: 'The same whatever is known of the address.' })
  @ApiConflictResponse({ description: 'The words of a topic changed since they were shown.' })
  @ApiBadRequestResponse({
    description: 'Something in the request is not sound; nothing was stored or mailed.',
  })
  async ask(@Req() request: FastifyRequest, @Body() { email, topics, language, frequency, notices }: AskDto) {
    if (!this.pages.languages.codes.includes(language)) throw languageUnknown();
    const manner = mannerOf(request, 'api', '/api/subscription/v1/requests');
    await this.asking.ask({ email, topics, language, frequency, notices, manner });
    return { status: 'accepted' };
  }
}
