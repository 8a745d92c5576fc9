import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Clock } from '#libs/clock';
import { Pages } from '#libs/site';
import { type ConsultationStage, dayIn, stageOf } from './consultation-stage.ts';
import { ConsultationsService } from './consultations.service.ts';
import type { InEveryLanguage } from './in-every-language.ts';

const byLanguage = (example: string) =>
  ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { en: example } });

class ConsultationDto {
  @ApiProperty({ example: 'discotech-digital-autonomy-2021' })
  slug: string;

  @ApiProperty({ type: [String], description: 'slugs of the topics whose followers hear of it' })
  topics: string[];

  @ApiProperty({ enum: ['open', 'coming', 'over'] })
  stage: ConsultationStage;

  @ApiProperty({ format: 'date' })
  opensOn: string;

  @ApiProperty({ format: 'date', description: 'the last day' })
  closesOn: string;

  @byLanguage('DiscoTech on Digital Autonomy')
  title: InEveryLanguage;

  @byLanguage('An online evening to discover technology together')
  summary: InEveryLanguage;

  @ApiProperty({ description: 'where its page is, below the public address' })
  path: string;
}

@ApiTags('consultations')
@Controller('api/notification/v1/consultations')
export class ConsultationsApiController {
  constructor(
    private readonly consultations: ConsultationsService,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All consultations, the latest first, in every language of the city' })
  @ApiOkResponse({ type: [ConsultationDto] })
  async list(): Promise<ConsultationDto[]> {
    const today = dayIn(this.pages.city.timeZone, this.clock.now());
    return (await this.consultations.all()).map(({ slug, topics, opensOn, closesOn, facts }) => {
      const stage = stageOf({ opensOn, closesOn }, today);
      const { title, summary } = facts;
      return { slug, topics, stage, opensOn, closesOn, title, summary, path: `/consultations/${slug}` };
    });
  }
}
