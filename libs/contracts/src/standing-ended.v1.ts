import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsIn, IsISO8601, IsUUID, ValidateNested } from 'class-validator';
import { Contract } from './contract.ts';
import { Standing } from './standing-parts.ts';

/** We may no longer write to this resident about these topics. */
@Contract({ kind: 'standing-ended.v1', from: 'consent', to: ['notification'], lane: 'urgent' })
export class StandingEndedV1 {
  @IsUUID()
  residentId: string;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => Standing)
  standings: Standing[];

  @IsIn(['withdrew', 'expired', 'erased'])
  reason: 'withdrew' | 'expired' | 'erased';

  @IsISO8601({ strict: true })
  endedAt: string;
}
