import type { ShowNotice } from './sign-in-notice.ts';

/** A part of the site for staff: its path, and the origin that its forms come from. */
export interface Section {
  path: string;
  publicUrl: string;
}

/** A section where people sign in. A class, so that Nest can inject it. */
export class SignInSection implements Section {
  constructor(
    readonly path: string,
    readonly publicUrl: string,
    readonly showNotice: ShowNotice,
  ) {}
}
