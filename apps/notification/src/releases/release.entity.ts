import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A second person's approval of exactly one content. Kept when it is voided: it is evidence of due diligence. [CASL s.33] */
@Entity('releases')
export class ReleaseEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'announcement_id' })
  announcementId: string;

  @Column('text', { name: 'content_hash' })
  contentHash: string;

  /** The canonical JSON that the hash is of. */
  @Column('text')
  content: string;

  @Column('text', { name: 'author_subject' })
  authorSubject: string;

  @Column('text', { name: 'approver_subject' })
  approverSubject: string;

  @Column('text', { name: 'approver_name' })
  approverName: string;

  @Column('timestamptz', { name: 'released_at' })
  releasedAt: Date;

  @Column('timestamptz', { name: 'voided_at', nullable: true })
  voidedAt: Date | null;

  @Column('text', { name: 'void_reason', nullable: true })
  voidReason: VoidReason | null;
}

export const voidReasons = ['edited', 'cancelled', 'content-changed', 'no-longer-fit'] as const;
export type VoidReason = (typeof voidReasons)[number];
