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
import { AskedTopic, Confirmation, Manner } from './consent-parts.ts';
import { Contract } from './contract.ts';

/** A resident asked to follow topics. The ledger must hold it before the confirmation mail leaves (ASK-5). */
@Contract({ kind: 'consent-asked.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class ConsentAskedV1 {
  @IsUUID()
  eventId: string;

  @IsUUID()
  requestId: string;

  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => AskedTopic)
  topics: AskedTopic[];

  @IsISO8601({ strict: true })
  occurredAt: string;

  @ValidateNested()
  @Type(() => Manner)
  manner: Manner;

  @ValidateNested()
  @Type(() => Confirmation)
  confirmation: Confirmation;
}
