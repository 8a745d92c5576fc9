import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The words of an announcement in one language. */
@Entity('announcement_texts')
export class AnnouncementTextEntity {
  @PrimaryColumn('uuid', { name: 'announcement_id' })
  announcementId: string;

  @PrimaryColumn('text')
  language: string;

  @Column('text')
  subject: string;

  /** Markdown; see `renderBody`. */
  @Column('text')
  body: string;
}
