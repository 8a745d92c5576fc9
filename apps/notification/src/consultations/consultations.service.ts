import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { TopicEntity } from '../intake/topic.entity.ts';
import { ConsultationEntity } from './consultation.entity.ts';
import type { WrittenConsultation } from './consultation-file.ts';
import { unknownConsultation } from './consultation-problems.ts';
import { markUntold } from './untold.query.ts';

@Injectable()
export class ConsultationsService {
  constructor(private readonly dataSource: DataSource) {}

  /** The latest first. */
  async all(): Promise<ConsultationEntity[]> {
    return this.dataSource.manager.find(ConsultationEntity, { order: { opensOn: 'DESC', position: 'ASC' } });
  }

  async one(slug: string): Promise<ConsultationEntity> {
    const consultation = await this.dataSource.manager.findOneBy(ConsultationEntity, { slug });
    if (!consultation) throw unknownConsultation();
    return consultation;
  }

  /** Those that *notification* has heard of already. */
  async topicsOf({ topics }: ConsultationEntity): Promise<TopicEntity[]> {
    return this.dataSource.manager.findBy(TopicEntity, { slug: In(topics) });
  }

  /** Takes them over as the city wrote them; one that it no longer names stays, as announcements may lead to it. */
  async save(written: WrittenConsultation[]): Promise<void> {
    const rows = written.map(({ slug, topics, opensOn, closesOn, ...facts }, position) => {
      return { slug, topics, opensOn, closesOn, position, facts: { ...facts } };
    });
    await this.dataSource.transaction(async (manager) => {
      await manager.upsert(ConsultationEntity, rows, ['slug']);
      await markUntold(
        manager,
        rows.map(({ slug }) => slug),
      );
    });
  }
}
