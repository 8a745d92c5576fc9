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
    ['smtpUrl', 'smtps://a:b@one.example.ca?weight=3 smtps://two.example.ca?weight=0&connections=20', true],
    ['smtpUrl', 'smtps://a:b@one.example.ca,smtps://two.example.ca', true],
    ['smtpUrl', 'smtps://a:b@one.example.ca two.example.ca', false],
    ['smtpUrl', 'smtps://a:b@one.example.ca smtps://one.example.ca', false],
    ['smtpUrl', 'smtps://one.example.ca?weight=heavy', false],
    ['smtpUrl', 'smtps://one.example.ca?connections=0', false],
    ['smtpUrl', 'smtp://u:secret@catcher:1025?tls=none', false],
    ['lanes', 'google:connections=20,rate=50 default:connections=10 total:rate=500', true],
    ['lanes', 'google:rate=fast', false],
    ['lanes', 'google', false],
    ['lanes', 'total:connections=5', false],
    ['ramp', '2026-12-01:5000,10000,20000 google=2026-12-01/hour:100,200', true],
    ['ramp', '2026-12-01', false],
    ['ramp', 'tomorrow:5000', false],
    ['ramp', '2026-12-01:5000,1000', false],
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
