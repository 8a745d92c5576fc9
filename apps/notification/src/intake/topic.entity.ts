import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TopicSender } from '#libs/contracts';

/** What *notification* knows of a topic: what its mails and pages have to say. Kept by `TopicsConsumer`. */
@Entity('topics')
export class TopicEntity {
  @PrimaryColumn('text')
  slug: string;

  @Column('integer')
  version: number;

  /** Whether residents can still ask for it. */
  @Column('boolean')
  open: boolean;

  /** By language. */
  @Column('jsonb')
  names: Record<string, string>;

  @Column('jsonb')
  sender: TopicSender;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt: Date;
}
