import { IsISO8601, IsObject, IsUUID, Matches } from 'class-validator';
import { Contract } from './contract.ts';

/** An announcement is in the public archive, at `/announcements/<announcementId>`. Said when it goes out; it may come again. */
@Contract({ kind: 'announcement-published.v1', from: 'notification', to: ['subscription'], lane: 'normal' })
export class AnnouncementPublishedV1 {
  @IsUUID()
  announcementId: string;

  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  /** By language. */
  @IsObject()
  subjects: Record<string, string>;

  @IsISO8601({ strict: true })
  publishedAt: string;
}
