import { IsISO8601, IsUUID, Matches } from 'class-validator';
import { Contract } from './contract.ts';

/**
 * A resident was erased, by the city's act and for good: what says who they were goes, here and there. It may come again after
 * a restore. Whoever asks anew later is another resident.
 */
@Contract({
  kind: 'resident-erased.v1',
  from: 'consent',
  to: ['subscription', 'notification'],
  lane: 'urgent',
})
export class ResidentErasedV1 {
  /** All ids that the address had at *consent*; empty when it knew none. */
  @IsUUID(undefined, { each: true })
  residentIds: string[];

  /** The keyed hash of the normalised address, 32 octets in base64. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/)
  addressHash: string;

  @IsISO8601({ strict: true })
  erasedAt: string;
}
