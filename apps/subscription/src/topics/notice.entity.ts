import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The exact words shown when consent is asked. One per topic version and language, never edited. */
@Entity('notices')
export class NoticeEntity {
  @PrimaryColumn('text')
  sha256: string;

  @Column('text')
  topic: string;

  @Column('integer', { name: 'topic_version' })
  topicVersion: number;

  @Column('text')
  language: string;

  @Column('text')
  text: string;
}
