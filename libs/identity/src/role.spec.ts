import { describe, expect, it } from '@jest/globals';
import { rolesFrom } from './role.ts';

describe('the roles of somebody on the staff', () => {
  it('are read from a list or from text', () => {
    expect(rolesFrom({ roles: ['approver', 'author'] }, 'roles')).toEqual(['author', 'approver']);
    expect(rolesFrom({ roles: 'auditor, operator' }, 'roles')).toEqual(['auditor', 'operator']);
  });

  it('are read from inside another claim, or from a claim whose own name has dots', () => {
    expect(rolesFrom({ realm_access: { roles: ['auditor'] } }, 'realm_access.roles')).toEqual(['auditor']);
    expect(rolesFrom({ 'https://example.ca/roles': ['author'] }, 'https://example.ca/roles')).toEqual([
      'author',
    ]);
  });

  it('ABUSE-4: are none when the claim says something else', () => {
    for (const roles of [
      undefined,
      null,
      7,
      true,
      { author: true },
      ['Author', 'admin', ['author']],
      'authors',
    ]) {
      expect(rolesFrom({ roles }, 'roles')).toEqual([]);
    }
    expect(rolesFrom({ roles: ['author'] }, 'roles.length.constructor')).toEqual([]);
  });
});
