import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsIn,
  IsISO8601,
  IsLocale,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Contract } from './contract.ts';
import { Standing } from './standing-parts.ts';

/**
 * Where a consent comes from: asked for and confirmed here, express consent that was given elsewhere, or implied. Only the first says
 * that a mail to the address arrived.
 */
export const grantBases = ['express', 'imported', 'implied'] as const;

/** We may write to this resident about these topics, and this is why and opens the receipt. Sent only after the ledger entry is durable. */
@Contract({ kind: 'standing-granted.v3', from: 'consent', to: ['notification'], lane: 'normal' })
export class StandingGrantedV3 {
  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => Standing)
  standings: Standing[];

  @IsISO8601({ strict: true })
  grantedAt: string;

  /** The token of the page where the resident gets the receipt of this entry, for their own mailbox alone (PROOF-6). */
  @Matches(/^\d{1,16}\.[A-Za-z0-9_-]{32}$/)
  receipt: string;

  @IsIn(grantBases)
  basis: (typeof grantBases)[number];
}
