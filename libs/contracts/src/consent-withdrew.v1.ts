import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsISO8601, IsUUID, ValidateNested } from 'class-validator';
import { Manner, SubscribedTopic } from './consent-parts.ts';
import { Contract } from './contract.ts';

/** A resident left one topic or several. It overtakes everything else (LEAVE-4). */
@Contract({ kind: 'consent-withdrew.v1', from: 'subscription', to: ['consent'], lane: 'urgent' })
export class ConsentWithdrewV1 {
  @IsUUID()
  eventId: string;

  @IsUUID()
  residentId: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => SubscribedTopic)
  topics: SubscribedTopic[];

  @IsISO8601({ strict: true })
  occurredAt: string;

  @ValidateNested()
  @Type(() => Manner)
  manner: Manner;
}
