import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.ts';

describe('where somebody goes after signing in', () => {
  it('is the page that they asked for', () => {
    expect(returnPath('/staff', '/staff')).toBe('/staff');
    expect(returnPath('/staff/announcements/7?lang=fr', '/staff')).toBe('/staff/announcements/7?lang=fr');
  });

  it.each([
    'https://example.com/',
    '//example.com/staff',
    '/\\example.com',
    '/\t/example.com',
    '/staff/../../manage',
    '/staff/%2e%2e/manage',
    '/staff\\..\\manage',
    '/staffing',
    '/audit',
    '/staff/sign-in?return=/staff',
    'staff',
    'javascript:alert(1)',
    '',
    undefined,
    ['/staff/a', '/staff/b'],
  ])('ABUSE-4: is the first page of the section instead of %p', (wish) => {
    expect(returnPath(wish, '/staff')).toBe('/staff');
  });
});
