import { describe, expect, it } from '@jest/globals';
import { headerFaults } from './header-faults.ts';

const sound = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'browsing-topics=(), camera=(), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-permitted-cross-domain-policies': 'none',
  'x-dns-prefetch-control': 'off',
  'x-xss-protection': '0',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none';style-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
};
const faults = (own: Record<string, string | undefined>, exceptions = {}) => {
  const given = Object.entries({ ...sound, ...own }).filter((pair): pair is [string, string] => !!pair[1]);
  return headerFaults(new Headers(given), exceptions);
};

describe('faults of headers', () => {
  it('are none when all is well', () => {
    expect(faults({})).toEqual([]);
  });

  it.each(Object.keys(sound))('are found when %s is missing', (name) => {
    expect(faults({ [name]: undefined })).not.toEqual([]);
  });

  it.each([
    ['server', 'nginx'],
    ['x-powered-by', 'Express'],
    ['access-control-allow-origin', '*'],
    ['set-cookie', 'a=b'],
    ['referrer-policy', 'unsafe-url'],
    ['cache-control', 'public'],
    ['content-security-policy', `${sound['content-security-policy']};script-src 'self' 'unsafe-inline'`],
    [
      'content-security-policy',
      sound['content-security-policy'].replace("style-src 'self'", 'style-src https:'),
    ],
    [
      'content-security-policy',
      sound['content-security-policy'].replace("default-src 'none'", "default-src 'self'"),
    ],
  ])('are found when %s is %s', (name, value) => {
    expect(faults({ [name]: value })).not.toEqual([]);
  });

  it('are not what is an exception by name', () => {
    const policy = sound['content-security-policy'].replace("frame-ancestors 'none'", 'frame-ancestors *');
    const framed = { 'content-security-policy': policy, 'x-frame-options': undefined };
    const exceptions = { headers: { 'x-frame-options': null }, sources: ['frame-ancestors *'] };
    expect(faults(framed, exceptions)).toEqual([]);
    expect(faults({}, exceptions)).toEqual(['x-frame-options: DENY']);
  });
});
