import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The exact words that consent was asked with, as *subscription* published them. Never edited, never deleted. */
@Entity('notices')
export class NoticeEntity {
  /** Of the UTF-8 text, 64 hexadecimal digits. */
  @PrimaryColumn('text')
  sha256: string;

  @Column('text')
  topic: string;

  @Column('integer', { name: 'topic_version' })
  topicVersion: number;

  @Column('text')
  language: string;

  /** What the topic was called in this language: the purpose in short; the text has it in full. */
  @Column('text', { name: 'topic_name' })
  topicName: string;

  @Column('text')
  text: string;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
