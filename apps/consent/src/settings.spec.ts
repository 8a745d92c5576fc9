import { describe, expect, it } from '@jest/globals';
import { isTheValue } from '#libs/settings';
import { ConsentSettings } from './settings.ts';

describe("the ledger's name", () => {
  it.each(['ledger.example.ca', 'ledger.example.ca/tidings', 'localhost:8080/ledger'])(
    'may be %s',
    (origin) => {
      expect(isTheValue(ConsentSettings, 'ledgerOrigin', origin)).toBe(true);
    },
  );

  it.each(['https://ledger.example.ca', 'ledger example', 'Ledger.example.ca', 'a+b', 'ledger.example.ca/'])(
    'cannot be %s',
    (origin) => {
      expect(isTheValue(ConsentSettings, 'ledgerOrigin', origin)).toBe(false);
    },
  );
});
