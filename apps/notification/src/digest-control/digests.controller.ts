import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Person, SignedIn, type SignedInPerson, signedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { areStopped, lastActs } from './digest-acts.query.ts';
import { DigestActsService } from './digest-acts.service.ts';
import { lastDigestRuns } from './kept-runs.query.ts';

const RUNS_SHOWN = 14;
const ACTS_SHOWN = 20;
const PAGE = '/staff/digests';

/** Digests of the last days, the way to stop them, and who did. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff/digests')
export class DigestsController {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly acts: DigestActsService,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { manager } = this.dataSource;
    const [stopped, runs, acts] = await Promise.all([
      areStopped(manager),
      lastDigestRuns(manager, RUNS_SHOWN),
      lastActs(manager, ACTS_SHOWN),
    ]);
    const session = signedIn(request);
    const isOperator = session?.person.roles.includes('operator');
    const data = { stopped, runs, acts, isOperator, formToken: session?.formToken };
    await this.pages.render(request, reply, { template: 'digest-control/digests.njk', data });
  }

  @Post('stop')
  @SignedIn('operator')
  async stop(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Person() person: SignedInPerson) {
    await this.acts.stop(person);
    await reply.redirect(this.pages.link(request, PAGE), 303);
  }

  @Post('go-on')
  @SignedIn('operator')
  async goOn(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Person() person: SignedInPerson) {
    await this.acts.goOn(person);
    await reply.redirect(this.pages.link(request, PAGE), 303);
  }
}
