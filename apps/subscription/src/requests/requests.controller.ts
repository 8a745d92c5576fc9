import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { Proofs } from '../guard/proofs.ts';
import { LimitedAskService } from '../limits/limited-ask.service.ts';
import { AskDto } from './ask.dto.ts';
import { mannerOf } from './manner.ts';
import { languageUnknown } from './request-problems.ts';

@ApiTags('requests')
@Controller('api/subscription/v1/requests')
export class RequestsController {
  constructor(
    private readonly asking: LimitedAskService,
    private readonly pages: Pages,
    private readonly proofs: Proofs,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask to follow topics. The owner of the address confirms by mail.' })
  @ApiAcceptedResponse({ description: 'The same whatever is known of the address.' })
  @ApiConflictResponse({ description: 'The words of a topic changed since they were shown.' })
  @ApiBadRequestResponse({
    description: 'Something in the request is not sound; nothing was stored or mailed.',
  })
  @ApiTooManyRequestsResponse({
    description: 'Too much was asked; `Retry-After` says in how many seconds to try again.',
  })
  @ApiServiceUnavailableResponse({
    description: 'No confirmation is sent for a while; `Retry-After` says how long.',
  })
  async ask(@Req() request: FastifyRequest, @Body() { proof, ...wish }: AskDto) {
    const { email, topics, language, frequency, notices } = wish;
    if (!this.pages.languages.codes.includes(language)) throw languageUnknown();
    const manner = mannerOf(request, 'api', '/api/subscription/v1/requests');
    const effort = (await this.proofs.isGood(proof)) ? 'proof' : 'none';
    await this.asking.ask({ email, topics, language, frequency, notices, manner }, effort);
    return { status: 'accepted' };
  }
}
