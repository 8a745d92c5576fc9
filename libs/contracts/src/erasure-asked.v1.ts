import { IsISO8601, IsString, IsUUID, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

/**
 * A resident wants to be erased, and said so on a page that only a fresh link in their mailbox opens. What they followed has ended
 * already. *consent* carries it out unless a legal hold forbids it. It may come again.
 */
@Contract({ kind: 'erasure-asked.v1', from: 'subscription', to: ['consent'], lane: 'normal' })
export class ErasureAskedV1 {
  /** Of the erasure that follows from it. */
  @IsUUID()
  erasureId: string;

  /** Under which *subscription* knows them; the ledger may know more ids of the same address. */
  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsISO8601({ strict: true })
  askedAt: string;
}
