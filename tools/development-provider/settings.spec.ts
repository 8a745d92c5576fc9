import { describe, expect, it } from '@jest/globals';
import { readProviderSettings } from './settings.ts';

describe('the settings of the development provider', () => {
  it('refuses to start in production, so that nobody signs in without a password there', () => {
    expect(() => readProviderSettings({ NODE_ENV: 'production' })).toThrow('NODE_ENV is production');
  });

  it('names the setting that is wrong', () => {
    expect(() => readProviderSettings({ PROVIDER_PORT: 'http' })).toThrow('PROVIDER_PORT is wrong');
    expect(() => readProviderSettings({ PUBLIC_URL: 'http://localhost:8080/staff' })).toThrow(
      'PUBLIC_URL is wrong',
    );
  });

  it('works with no settings at all', () => {
    expect(readProviderSettings({})).toEqual({
      port: 8081,
      issuer: undefined,
      publicUrl: 'http://localhost:8080',
      clientSecret: 'for-development-only',
    });
  });
});
