import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { Pages } from '#libs/site';
import { IntegrityService } from './integrity.service.ts';

/** Checks the whole ledger on demand. It repairs nothing. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit/integrity')
export class IntegrityController {
  constructor(
    private readonly integrity: IntegrityService,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
  ): Promise<void> {
    const checks = await this.integrity.latest();
    const data = { checks, formToken, isRunning: checks.some((check) => check.isRunning) };
    await this.pages.render(request, reply, { template: 'integrity/integrity.njk', data });
  }

  @Post()
  async check(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() { subject }: SignedInPerson,
  ): Promise<void> {
    await this.integrity.check(subject);
    await reply.redirect(this.pages.link(request, '/audit/integrity'), 303);
  }
}
