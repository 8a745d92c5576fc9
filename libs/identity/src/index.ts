export { SignedIn } from './authority.ts';
export { FORM_TOKEN_FIELD } from './form-token.ts';
export { IdentityModule } from './identity.module.ts';
export {
  type IdentityOptions,
  identityOptions,
  type SessionOptions,
  sessionOptions,
} from './identity-options.ts';
export { IdentitySettings, SessionSettings } from './identity-settings.ts';
export { ROLES, type Role } from './role.ts';
export type { SignedInPerson } from './session.ts';
export type { ShowNotice, SignInNotice } from './sign-in-notice.ts';
export { FormToken, Person, signedIn } from './signed-in.ts';
