import type { PersonalLetter } from '#libs/contracts';

/** What only this letter may say. It is kept sealed, and only until the letter is decided. */
export interface ConfirmationContent {
  topics: string[];
  token: string;
  expiresAt: string;
  /** Kept here and not beside the letter: an unconfirmed letter that is decided belongs to nobody. */
  residentId?: string;
}

export interface WelcomeContent {
  followed: { topic: string; subscriptionId: string; version: number }[];
  /** Token of the page with the receipt. */
  receipt?: string;
}

/** Nothing of it is secret; it is kept sealed as every letter is. */
export interface CheckpointContent {
  day: string;
  size: number;
  note: string;
  verifierKeys: string[];
  previousDay?: string;
  previousSize?: number;
}

export interface AccessContent {
  token: string;
  expiresAt: string;
}

/** What *subscription* asked to tell one resident; see `PersonalLetterAskedV1`. */
export interface PersonalContent {
  expiresAt: string;
  token?: string;
  topics?: string[];
}

interface Addressed {
  address: string;
  language: string;
  /** After this nobody wants it any more. */
  expiresAt: Date;
}

export type NewLetter = Addressed &
  (
    | { kind: 'confirmation'; content: ConfirmationContent }
    | { kind: 'welcome'; content: WelcomeContent; residentId: string }
    | { kind: 'checkpoint'; content: CheckpointContent }
    | { kind: 'access'; content: AccessContent; residentId: string }
    | { kind: PersonalLetter; content: PersonalContent; residentId: string }
  );

/** What the post needs to know of whatever it carries, once this process has the lease of it. */
export interface Leased extends Addressed {
  id: string;
  kind: string;
  messageId: string;
  storyId: string;
  /** How often it was leased. */
  attempts: number;
  /** How often it was tried: some leases end before anything is. */
  tries: number;
}

export interface LeasedLetter extends Leased {
  kind: NewLetter['kind'];
  residentId: string | null;
  sealed: string;
}

/** Binds what is sealed to its letter. */
export function letterSeal(id: string): string {
  return `letter ${id}`;
}
