import { IsInt, IsISO8601, IsUUID, Matches, Min } from 'class-validator';
import { Contract } from './contract.ts';

/** A dispatch has an outcome for everyone in its audience (SEND-2). Its deliveries do not change any more. */
@Contract({ kind: 'dispatch-finished.v1', from: 'notification', to: ['consent'], lane: 'normal' })
export class DispatchFinishedV1 {
  @IsUUID()
  dispatchId: string;

  @IsUUID()
  announcementId: string;

  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  /** Of the release that was sent. */
  @Matches(/^[0-9a-f]{64}$/)
  contentHash: string;

  @IsInt()
  @Min(0)
  audience: number;

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

  /**
   * SHA-256 of the manifest, 64 hexadecimal digits: for each delivery, by ascending resident id, the line
   * `<resident id> <outcome> <ledger index relied on>` with a line feed.
   */
  @Matches(/^[0-9a-f]{64}$/)
  manifest: string;

  @IsISO8601({ strict: true })
  plannedAt: string;

  @IsISO8601({ strict: true })
  finishedAt: string;
}
