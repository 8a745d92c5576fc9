import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TopicFacts } from './topic-facts.ts';

/** An e-update that a resident may follow. */
@Entity('topics')
export class TopicEntity {
  @PrimaryColumn('text')
  slug: string;

  @Column('integer')
  version: number;

  @Column('integer')
  position: number;

  @Column('boolean')
  open: boolean;

  @Column('jsonb')
  facts: TopicFacts;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;
}
