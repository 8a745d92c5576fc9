import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsISO8601, IsUUID, ValidateNested } from 'class-validator';
import { AskedTopic, Manner } from './consent-parts.ts';
import { Contract } from './contract.ts';

/** "This was not me": the owner of the address refused the request (ASK-4). */
@Contract({ kind: 'consent-declined.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class ConsentDeclinedV1 {
  @IsUUID()
  eventId: string;

  @IsUUID()
  requestId: string;

  @IsUUID()
  residentId: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => AskedTopic)
  topics: AskedTopic[];

  @IsISO8601({ strict: true })
  occurredAt: string;

  @ValidateNested()
  @Type(() => Manner)
  manner: Manner;
}
