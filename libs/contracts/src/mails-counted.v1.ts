import { IsInt, IsISO8601, Matches, Min } from 'class-validator';
import { Contract } from './contract.ts';

/** What became of the announcements of one month, in numbers of mails. Told again whenever they change: the newest holds. */
@Contract({ kind: 'mails-counted.v1', from: 'notification', to: ['subscription'], lane: 'normal' })
export class MailsCountedV1 {
  /** Of the city's calendar, e.g. `2026-01`. */
  @Matches(/^\d{4}-\d{2}$/)
  month: string;

  @IsISO8601({ strict: true })
  countedAt: string;

  /** Dispatches that ended in the month. */
  @IsInt()
  @Min(0)
  announcements: number;

  @IsInt()
  @Min(0)
  accepted: number;

  @IsInt()
  @Min(0)
  suppressed: number;

  @IsInt()
  @Min(0)
  failed: number;

  @IsInt()
  @Min(0)
  uncertain: number;

  /** Mails of any kind that came back in the month. */
  @IsInt()
  @Min(0)
  bounced: number;

  /** Complaints about spam that came in the month; each is a withdrawal. */
  @IsInt()
  @Min(0)
  complaints: number;
}
