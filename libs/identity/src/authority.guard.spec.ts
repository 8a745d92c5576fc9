import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { AuthorityGuard } from './authority.guard.ts';
import type { Sessions } from './sessions.ts';

const session = {
  person: { subject: 'a', name: 'A', roles: ['author', 'approver', 'auditor', 'operator'] },
  formToken: 't',
};
const sessions = { find: async () => session } as unknown as Sessions;
const guard = new AuthorityGuard({ path: '/staff', publicUrl: 'https://updates.example.ca' }, sessions);

function get(url: string): ExecutionContext {
  const request = { method: 'GET', url, headers: {}, routeOptions: { url, config: {} } };
  return {
    getType: () => 'http',
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
}

describe('a route of the section that names no role', () => {
  it('ABUSE-4: is for nobody, even if it got past the check at start', async () => {
    await expect(guard.canActivate(get('/staff/imports'))).rejects.toMatchObject({ status: 403 });
  });
});

describe('a route outside the section', () => {
  it('is for everybody', async () => {
    await expect(guard.canActivate(get('/staffing'))).resolves.toBe(true);
  });
});
