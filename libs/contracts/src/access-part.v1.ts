import { Type } from 'class-transformer';
import { IsArray, IsInt, IsPositive, IsUUID, Max, Min, ValidateNested } from 'class-validator';
import { HeldTable } from './access-parts.ts';
import { Contract } from './contract.ts';

/** A part of what *notification* holds about a resident. Years of deliveries come in several, in any order. */
@Contract({ kind: 'access-part.v1', from: 'notification', to: ['consent'], lane: 'normal' })
export class AccessPartV1 {
  @IsUUID()
  accessId: string;

  /** From 0. */
  @IsInt()
  @Min(0)
  number: number;

  /** How many parts there are: when all of them have come, nothing is missing. */
  @IsInt()
  @IsPositive()
  @Max(100_000)
  parts: number;

  /** A table may go on in the next part. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HeldTable)
  held: HeldTable[];
}
