import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsInt,
  IsISO8601,
  IsLocale,
  IsString,
  IsUUID,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Manner, SubscribedTopic } from './consent-parts.ts';
import { Contract } from './contract.ts';

/** The owner of the address pressed the button: the request became subscriptions. */
@Contract({ kind: 'consent-confirmed.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class ConsentConfirmedV1 {
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
  @Type(() => SubscribedTopic)
  topics: SubscribedTopic[];

  @IsISO8601({ strict: true })
  occurredAt: string;

  /** Seconds since it was asked (CONF-2). */
  @IsInt()
  @Min(0)
  secondsSinceAsked: number;

  /** How many visits to the page did not confirm (CONF-2). */
  @IsInt()
  @Min(0)
  touches: number;

  @ValidateNested()
  @Type(() => Manner)
  manner: Manner;
}
