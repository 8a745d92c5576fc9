import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsISO8601,
  IsLocale,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Contract } from './contract.ts';
import { Standing } from './standing-parts.ts';

/** We may write to this resident about these topics. Sent only after the ledger entry is durable. */
@Contract({ kind: 'standing-granted.v1', from: 'consent', to: ['notification'], lane: 'normal' })
export class StandingGrantedV1 {
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
}
