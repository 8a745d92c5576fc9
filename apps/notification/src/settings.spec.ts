import { describe, expect, it } from '@jest/globals';
import { isTheValue } from '#libs/settings';
import { NotificationSettings } from './settings.ts';

describe('the settings of notification', () => {
  it.each([
    ['smtpUrl', 'smtp://127.0.0.1:1025', true],
    ['smtpUrl', 'smtps://city:secret@relay.example.ca', true],
    ['smtpUrl', 'smtp://catcher:1025?tls=none', true],
    ['smtpUrl', 'smtp://relay.example.ca?proxy=http%3A%2F%2Fproxy.example.ca%3A3128', true],
    ['smtpUrl', 'smtp://relay.example.ca?proxy=socks5%3A%2F%2Fproxy.example.ca', false],
    ['smtpUrl', 'smtp://relay.example.ca?proxy=', false],
    ['smtpUrl', 'relay.example.ca:587', false],
    ['smtpUrl', 'smtp://relay.example.ca?tls=maybe', false],
    ['mailFrom', 'updates@example.ca', true],
    ['mailFrom', 'City <updates@example.ca>', false],
    ['mailFrom', 'updates@example.ca, other@example.ca', false],
    ['mailFrom', 'updates@example.ca\r\nBcc: a@example.ca', false],
    ['unsubscribeAddress', 'leave@example.ca', true],
    ['unsubscribeAddress', 'leave', false],
    ['checkpointHolders', 'auditor@example.org', true],
    ['checkpointHolders', 'auditor@example.org, fr:verificatrice@example.org', true],
    ['checkpointHolders', 'auditor', false],
    ['checkpointHolders', 'auditor@example.org,', false],
    ['checkpointHolders', 'Auditor <auditor@example.org>', false],
    ['checkpointHolders', 'auditor@example.org\r\nBcc: a@example.org', false],
    ['checkpointHolders', 'french:auditor@example.org', false],
    ['checkpointHolders', 'auditor@example.org,fr:auditor@EXAMPLE.org', false],
    ['batchSize', '500', true],
    ['batchSize', '501', false],
    ['batchSize', '0', false],
    ['leaseSeconds', '0', false],
    ['dispatchConnections', '2.5', false],
    ['retryWindowHours', '-1', false],
    ['missedAfterMinutes', '0', false],
  ])('%s: %j is right: %s', (property, text, expected) => {
    expect(isTheValue(NotificationSettings, property, text)).toBe(expected);
  });
});
