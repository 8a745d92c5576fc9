import { Type } from 'class-transformer';
import { IsArray, IsISO8601, IsLocale, IsString, IsUUID, MaxLength, ValidateNested } from 'class-validator';
import { HeldTable } from './access-parts.ts';
import { Contract } from './contract.ts';

/**
 * Somebody asked for everything that is held about an address (PROOF-6). It goes out for every address that mail could go to,
 * known or not; the answer goes to that mailbox alone, if there is anything to tell.
 */
@Contract({ kind: 'access-asked.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class AccessAskedV1 {
  @IsUUID()
  accessId: string;

  /** As it was typed: where the answer goes. */
  @IsString()
  @MaxLength(320)
  address: string;

  /** Of the page that was used. */
  @IsLocale()
  language: string;

  @IsISO8601({ strict: true })
  askedAt: string;

  /** Under which the address is or was known to *subscription*; empty when it knows nothing. */
  @IsUUID(undefined, { each: true })
  residentIds: string[];

  /** What *subscription* holds. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => HeldTable)
  held: HeldTable[];
}
