import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
} from 'class-validator';
import { Contract } from './contract.ts';

export const deliveryOutcomes = [
  'intended',
  'deferred',
  'accepted',
  'suppressed',
  'failed',
  'uncertain',
] as const;

/** An auditor asked why one resident got one message. What is known of its delivery; a look at one resident (PROOF-4). */
@Contract({ kind: 'delivery-asked.v1', from: 'notification', to: ['consent'], lane: 'normal' })
export class DeliveryAskedV1 {
  @IsUUID()
  eventId: string;

  /** Who asked, as the sign-in provider names them. */
  @IsString()
  @MaxLength(255)
  auditorSubject: string;

  @IsISO8601({ strict: true })
  askedAt: string;

  /** As in the header, with its angle brackets. */
  @Matches(/^<[!-~]{3,250}>$/)
  messageId: string;

  @IsUUID()
  dispatchId: string;

  @IsUUID()
  announcementId: string;

  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  @Matches(/^[0-9a-f]{64}$/)
  contentHash: string;

  @IsUUID()
  residentId: string;

  @IsIn(deliveryOutcomes)
  outcome: (typeof deliveryOutcomes)[number];

  /** The ledger entry that was relied on (SEND-2). */
  @IsInt()
  @Min(0)
  ledgerIndex: number;

  /** When it was last handed to the relay; absent for a mail that never was. */
  @IsOptional()
  @IsISO8601({ strict: true })
  handedAt?: string;
}
