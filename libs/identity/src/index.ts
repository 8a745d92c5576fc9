export { IdentitySettings, SessionSettings } from './identity-settings.ts';
export { ROLES, type Role } from './role.ts';
