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
    const found = await this.consultations.one(slug);
    const language = this.pages.language(request);
    const topics = (await this.consultations.topicsOf(found)).map((topic) => {
      return { slug: topic.slug, name: inLanguage(topic.names, language) };
    });
    const data = { consultation: this.#shown(request, found), topics };
    await this.pages.render(request, reply, { template: 'consultations/consultation.njk', data });
  }

  #shown(request: FastifyRequest, { slug, opensOn, closesOn, facts }: ConsultationEntity) {
    const stage = stageOf({ opensOn, closesOn }, dayIn(this.pages.city.timeZone, this.clock.now()));
    return { slug, opensOn, closesOn, stage, ...inLanguage(facts, this.pages.language(request)) };
  }
}
