import { describe, expect, it } from '@jest/globals';
import { ofExchanges, ofMailbox } from './organisation.ts';

describe('who takes the mail of a domain', () => {
  it.each([
    ['gmail.com', 'google'],
    ['hotmail.ca', 'microsoft'],
    ['rogers.com', 'yahoo'],
    ['me.com', 'apple'],
    ['sympatico.ca', 'bell'],
    ['example.ca', undefined],
    ['notgmail.com', undefined],
  ])('knows %s without asking: %s', (domain, name) => {
    expect(ofMailbox(domain)?.name).toBe(name);
  });

  it.each([
    ['school.example.ca', ['ASPMX.L.GOOGLE.COM.', 'alt1.aspmx.l.google.com'], 'google', 'provider'],
    ['school.example.ca', ['aspmx2.googlemail.com'], 'google', 'provider'],
    ['office.example.ca', ['office-example-ca.mail.protection.outlook.com'], 'microsoft', 'provider'],
    ['office.example.ca', ['office-example-ca.v-v1.mx.microsoft'], 'microsoft', 'provider'],
    ['provider.example.ca', ['mx-rogers.mail.am0.yahoodns.net'], 'yahoo', 'provider'],
    ['own.example.ca', ['mx01.mail.icloud.com'], 'apple', 'provider'],
    ['shop.ca', ['mx1.hoster.example.net', 'mx2.hoster.example.net'], 'example.net', 'exchange'],
    ['shop.ca', ['mx.city.toronto.on.ca'], 'toronto.on.ca', 'exchange'],
    ['family.ca', ['mail.family.ca'], 'family.ca', 'domain'],
    ['family.ca', ['evilgoogle.com'], 'evilgoogle.com', 'exchange'],
    ['family.ca', ['.'], 'family.ca', 'domain'],
    ['family.ca', [''], 'family.ca', 'domain'],
    ['family.ca', [], 'family.ca', 'domain'],
    ['family.ca', ['192.0.2.1'], 'family.ca', 'domain'],
    ['family.ca', ['localhost'], 'family.ca', 'domain'],
  ])('%s with MX %j: %s, %s', (domain, hosts, name, kind) => {
    expect(ofExchanges(domain, hosts)).toEqual({ name, kind });
  });
});
