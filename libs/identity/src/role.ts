import { claimAt } from './claims.ts';

/** What somebody on the staff may do. A person may have several. */
export const ROLES = ['author', 'approver', 'auditor', 'operator'] as const;

export type Role = (typeof ROLES)[number];

/**
 * Reads our roles from a provider's claims: a list, or text separated by spaces or commas. Other names are ignored, since
 * providers put the groups of every other application into the same claim.
 */
export function rolesFrom(claims: object, claim: string): Role[] {
  const value = claimAt(claims, claim);
  const names: unknown[] =
    typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
  return ROLES.filter((role) => names.includes(role));
}
