import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#libs/clock';
import { inLanguage, Pages } from '#libs/site';
import type { ConsultationEntity } from './consultation.entity.ts';
import { dayIn, stageOf } from './consultation-stage.ts';
import { ConsultationsService } from './consultations.service.ts';

/** The public pages of what residents are, were and will be invited to. */
@ApiExcludeController()
@Controller('consultations')
export class ConsultationsController {
  constructor(
    private readonly pages: Pages,
    private readonly consultations: ConsultationsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const shown = (await this.consultations.all()).map((one) => this.#shown(request, one));
    const stages = (['open', 'coming', 'over'] as const)
      .map((stage) => ({ stage, consultations: shown.filter((one) => one.stage === stage) }))
      .filter(({ consultations }) => consultations.length > 0);
    await this.pages.render(request, reply, {
      template: 'consultations/consultations.njk',
      data: { stages },
    });
  }

  @Get(':slug')
  async one(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('slug') slug: string) {
    const consultation = this.#shown(request, await this.consultations.one(slug));
    await this.pages.render(request, reply, {
      template: 'consultations/consultation.njk',
      data: { consultation },
    });
  }

  #shown(request: FastifyRequest, { slug, topics, opensOn, closesOn, facts }: ConsultationEntity) {
    const stage = stageOf({ opensOn, closesOn }, dayIn(this.pages.city.timeZone, this.clock.now()));
    return { slug, topics, opensOn, closesOn, stage, ...inLanguage(facts, this.pages.language(request)) };
  }
}
