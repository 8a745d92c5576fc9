import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsInt,
  IsLocale,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Confirmation } from './consent-parts.ts';
import { Contract } from './contract.ts';

/** The ledger holds *asked*: the confirmation mail may leave now (ASK-5). */
@Contract({ kind: 'asked-recorded.v2', from: 'consent', to: ['notification'], lane: 'normal' })
export class AskedRecordedV2 {
  @IsUUID()
  requestId: string;

  /** So that the letter can tell somebody who follows all of it already that nothing has to be confirmed. */
  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  @ArrayNotEmpty()
  @Matches(/^[a-z0-9-]{1,80}$/, { each: true })
  topics: string[];

  @IsInt()
  @Min(0)
  ledgerIndex: number;

  @ValidateNested()
  @Type(() => Confirmation)
  confirmation: Confirmation;
}
