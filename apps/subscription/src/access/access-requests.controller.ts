import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { Proofs } from '../guard/proofs.ts';
import { languageUnknown } from '../requests/request-problems.ts';
import { AccessDto } from './access.dto.ts';
import { AccessService } from './access.service.ts';

@ApiTags('access requests')
@Controller('api/subscription/v1/access-requests')
export class AccessRequestsController {
  constructor(
    private readonly access: AccessService,
    private readonly pages: Pages,
    private readonly proofs: Proofs,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for everything held about an address. A link to it goes to that mailbox, and nowhere else.',
  })
  @ApiAcceptedResponse({ description: 'The same whether anything is held about the address or not.' })
  @ApiBadRequestResponse({
    description: 'Something in the request is not sound; nothing was stored or mailed.',
  })
  @ApiTooManyRequestsResponse({
    description: 'Too much was asked; `Retry-After` says in how many seconds to try again.',
  })
  async ask(@Req() request: FastifyRequest, @Body() { email, language, proof }: AccessDto) {
    if (!this.pages.languages.codes.includes(language)) throw languageUnknown();
    const effort = (await this.proofs.isGood(proof)) ? 'proof' : 'none';
    await this.access.ask({ email, language }, { clientAddress: request.ip, effort });
    return { status: 'accepted' };
  }
}
