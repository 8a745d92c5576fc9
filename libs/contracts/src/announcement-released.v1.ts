import { IsISO8601, IsObject, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

/** A second person released exactly one content of an announcement (MSG-2). Said once for each release, also of a later voided one. */
@Contract({ kind: 'announcement-released.v1', from: 'notification', to: ['consent'], lane: 'normal' })
export class AnnouncementReleasedV1 {
  /** Of the release. */
  @IsUUID()
  eventId: string;

  @IsUUID()
  announcementId: string;

  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  /** SHA-256 of what was released, 64 hexadecimal digits. */
  @Matches(/^[0-9a-f]{64}$/)
  contentHash: string;

  /** By language. */
  @IsObject()
  subjects: Record<string, string>;

  /** Of the sign-in provider, as those below. */
  @IsString()
  @MaxLength(255)
  authorSubject: string;

  @IsString()
  @MaxLength(255)
  approverSubject: string;

  @IsISO8601({ strict: true })
  releasedAt: string;
}
