import { IsISO8601, IsLocale, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

/** Everything held about an address can be fetched: the letter with the link to it may leave, to that address alone (PROOF-6). */
@Contract({ kind: 'access-ready.v1', from: 'consent', to: ['notification'], lane: 'normal' })
export class AccessReadyV1 {
  @IsUUID()
  accessId: string;

  /** So that a resident who is erased while the letter waits gets none. */
  @IsUUID()
  residentId: string;

  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  /** Of the link. It also opens what is kept, so nobody but the mailbox may have it. */
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  token: string;

  /** After this the link opens nothing any more. */
  @IsISO8601({ strict: true })
  expiresAt: string;
}
