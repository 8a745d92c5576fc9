import { describe, expect, it } from '@jest/globals';
import { isTheValue, loadSettings } from '#libs/settings';
import { IdentitySettings } from './identity-settings.ts';

const environment = {
  PORT: '3000',
  PUBLIC_URL: 'https://updates.example.ca',
  DATABASE_URL: 'postgres://consent:secret@localhost/tidings',
  REDIS_URL: 'redis://localhost',
  MESSAGE_KEY: Buffer.alloc(32, 1).toString('base64'),
  SESSION_KEY: Buffer.alloc(32, 2).toString('base64'),
  OIDC_ISSUER: 'https://login.example.ca',
  OIDC_CLIENT_ID: 'tidings-audit',
  OIDC_CLIENT_SECRET: 'secret',
};

describe('the settings of sign-in', () => {
  it('are read, with the claim `roles` unless another is named', () => {
    const settings = loadSettings(IdentitySettings, environment);
    expect(settings).toMatchObject({ oidcIssuer: 'https://login.example.ca', oidcRolesClaim: 'roles' });
  });

  it('stop the start in production when the provider is on this machine', () => {
    const local = { ...environment, OIDC_ISSUER: 'http://localhost:8081' };
    expect(() => loadSettings(IdentitySettings, local)).not.toThrow();
    expect(() => loadSettings(IdentitySettings, { ...local, NODE_ENV: 'production' })).toThrow(
      'OIDC_ISSUER is wrong: it should be the issuer',
    );
  });

  it('stop the start when the key is not 32 octets', () => {
    expect(isTheValue(IdentitySettings, 'sessionKey', Buffer.alloc(32).toString('base64'))).toBe(true);
    expect(isTheValue(IdentitySettings, 'sessionKey', Buffer.alloc(31).toString('base64'))).toBe(false);
    expect(isTheValue(IdentitySettings, 'sessionKey', Buffer.alloc(33).toString('base64'))).toBe(false);
  });
});
