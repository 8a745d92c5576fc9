import type { Role } from './role.ts';

/** Somebody on the staff, as the city's provider knows them. */
export interface SignedInPerson {
  /** The provider's lasting name for them; never shown. */
  subject: string;
  name: string;
  roles: Role[];
}

/** What a signed-in browser carries, sealed. */
export interface Session {
  person: SignedInPerson;
  /** What the forms of this session carry, and no other site can know (see `form-token.ts`). */
  formToken: string;
  /** Lets the provider sign out without asking whom. Absent when it is too long for a cookie. */
  idToken?: string | undefined;
}
