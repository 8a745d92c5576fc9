import { describe, expect, it } from '@jest/globals';
import { readRoutes, serviceFor } from './routes.ts';

describe('the one public address', () => {
  it.each([
    ['/', 'subscription'],
    ['/confirm/abc', 'subscription'],
    ['/ledger', 'consent'],
    ['/ledger/checkpoint', 'consent'],
    ['/ledgers', 'subscription'],
    ['/audit/records', 'consent'],
    ['/verify', 'consent'],
    ['/consultations/2', 'notification'],
    ['/announcements/2', 'notification'],
    ['/feeds/topics.xml', 'notification'],
    ['/staff', 'notification'],
    ['/staff/announcements/2', 'notification'],
    ['/staff/topics', 'subscription'],
    ['/staff/topics/2', 'subscription'],
    ['/staff/topicsearch', 'notification'],
    ['/staff/imports', 'subscription'],
    ['/staffing', 'subscription'],
    ['/api/subscription/v1/requests', 'subscription'],
    ['/api/consent/docs', 'consent'],
    ['/api/notification/openapi.json', 'notification'],
    ['/api/unknown', 'subscription'],
  ])('%s leads to %s', (path, service) => {
    expect(serviceFor(path, readRoutes())).toBe(service);
  });

  it('does not depend on the order of the table', () => {
    expect(serviceFor('/staff/topics', readRoutes().reverse())).toBe('subscription');
  });
});
