import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnnouncementState } from './announcement-state.ts';

/** What comms staff write once for a topic. Its words, by language, are `AnnouncementTextEntity`. */
@Entity('announcements')
export class AnnouncementEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  topic: string;

  @Column('text')
  state: AnnouncementState;

  @Column('text', { name: 'author_subject' })
  authorSubject: string;

  @Column('text', { name: 'author_name' })
  authorName: string;

  @Column('text', { nullable: true })
  consultation: string | null;

  /** What the author chose and the release covers; null: as soon as it is released. */
  @Column('timestamptz', { name: 'send_at', nullable: true })
  sendAt: Date | null;

  /** When a dispatch is due: set by the release, cleared when the release is voided. */
  @Column('timestamptz', { name: 'scheduled_at', nullable: true })
  scheduledAt: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
