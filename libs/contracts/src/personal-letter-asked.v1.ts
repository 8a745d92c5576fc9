import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsIn,
  IsISO8601,
  IsLocale,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateIf,
} from 'class-validator';
import { Contract } from './contract.ts';

/**
 * `manage-link`: the owner of an address asked for a way to their choices. `confirm-old-address`: they want to be reached elsewhere,
 * and the address that they have must agree. `left`: what they left by the page of a mail.
 */
export const personalLetters = ['manage-link', 'confirm-old-address', 'left'] as const;
export type PersonalLetter = (typeof personalLetters)[number];

const LINKED: readonly PersonalLetter[] = ['manage-link', 'confirm-old-address'];
const ABOUT_TOPICS: readonly PersonalLetter[] = ['left'];

/**
 * *subscription* asks for a letter to one resident that needs no entry in the ledger: to the owner of an address about that address
 * alone. It never says that somebody may be written to. Taken once for each `letterId`.
 *
 * What its link leads to: `/manage/<token>` (`manage-link`), `/change-address/<token>` and `/change-address/<token>/not-me`
 * (`confirm-old-address`).
 */
@Contract({
  kind: 'personal-letter-asked.v1',
  from: 'subscription',
  to: ['notification'],
  lane: 'normal',
})
export class PersonalLetterAskedV1 {
  @IsUUID()
  letterId: string;

  @IsIn(personalLetters)
  kind: PersonalLetter;

  /** So that a resident who is erased while the letter waits gets none. */
  @IsUUID()
  residentId: string;

  /** Where it goes: the one that the resident has. */
  @IsString()
  @MaxLength(320)
  address: string;

  @IsLocale()
  language: string;

  @IsISO8601({ strict: true })
  occurredAt: string;

  /** After this the letter is not sent any more, and its link opens nothing. */
  @IsISO8601({ strict: true })
  expiresAt: string;

  /** Of the link, where there is one. Only sealed messages carry it, and nobody but the mailbox gets it (CONF-3). */
  @ValidateIf(({ kind, token }: PersonalLetterAskedV1) => LINKED.includes(kind) || token !== undefined)
  @Matches(/^[A-Za-z0-9_-]{43,128}$/)
  token?: string;

  /** Which topics it is about; for the letters about topics at least one. */
  @ValidateIf(
    ({ kind, topics }: PersonalLetterAskedV1) => ABOUT_TOPICS.includes(kind) || topics !== undefined,
  )
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  @Matches(/^[a-z0-9-]{1,80}$/, { each: true })
  topics?: string[];
}
