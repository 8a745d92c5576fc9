import { IsISO8601, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

/**
 * A resident was erased, by the city's act and for good: what says who they were goes, here and there. It may come again after
 * a restore. Whoever asks anew later is another resident.
 */
@Contract({
  kind: 'resident-erased.v2',
  from: 'consent',
  to: ['subscription', 'notification'],
  lane: 'urgent',
})
export class ResidentErasedV2 {
  /** All ids that the address had at *consent*; empty when it knew none. */
  @IsUUID(undefined, { each: true })
  residentIds: string[];

  /** The keyed hash of the normalised address, 32 octets in base64. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/)
  addressHash: string;

  /** The address as it was typed at any time, as far as it is known: what is kept under an address and no id goes too. */
  @IsString({ each: true })
  @MaxLength(320, { each: true })
  addresses: string[];

  @IsISO8601({ strict: true })
  erasedAt: string;
}
