import { describe, expect, it } from '@jest/globals';
import { isFitIssuer } from './issuer.ts';

describe('the provider that staff are sent to', () => {
  it('is in production another machine, reached by https', () => {
    expect(isFitIssuer('https://login.example.ca/realms/city', 'production')).toBe(true);
    for (const issuer of [
      'http://login.example.ca',
      'https://localhost:8081',
      'https://localhost.',
      'https://sign-in.localhost',
      'https://127.0.0.1',
      'https://127.1',
      'https://2130706433',
      'https://0.0.0.0',
      'https://[::1]:8081',
      'https://[::ffff:127.0.0.1]',
    ]) {
      expect([issuer, isFitIssuer(issuer, 'production')]).toEqual([issuer, false]);
    }
  });

  it('may be on this machine during development', () => {
    expect(isFitIssuer('http://localhost:8081', 'elsewhere')).toBe(true);
  });

  it('is an address without query, fragment or password', () => {
    for (const issuer of [
      '',
      'login',
      undefined,
      'ftp://a.example.ca',
      'https://a.example.ca/?a',
      'https://u:p@a.example.ca',
    ]) {
      expect([issuer, isFitIssuer(issuer, 'elsewhere')]).toEqual([issuer, false]);
    }
  });
});
