import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsIn,
  IsISO8601,
  IsLocale,
  IsNotEmpty,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { SubscribedTopic } from './consent-parts.ts';
import { Contract } from './contract.ts';

/**
 * A second person accepted a row of an import (IMP-1). The `notice` of each topic is the SHA-256 of `wording`, the words by which
 * consent was given, or which tell of the dealings that it is implied by.
 */
@Contract({ kind: 'consent-imported.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class ConsentImportedV1 {
  @IsUUID()
  eventId: string;

  @IsUUID()
  importId: string;

  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => SubscribedTopic)
  topics: SubscribedTopic[];

  @IsIn(['express', 'implied-by-purchase', 'implied-by-inquiry'])
  basis: 'express' | 'implied-by-purchase' | 'implied-by-inquiry';

  /** Where the row came from. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  source: string;

  /** The day of the consent, the purchase or the inquiry, in the city's time zone. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  obtainedOn: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(10_000)
  wording: string;

  @IsISO8601({ strict: true })
  occurredAt: string;
}
