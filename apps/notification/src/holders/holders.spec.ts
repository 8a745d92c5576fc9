import { describe, expect, it } from '@jest/globals';
import { Holders } from './holders.ts';

describe('the holders of checkpoints', () => {
  it('get it in the language that stands before their address, or else in the first of the city', () => {
    const { all } = Holders.read(['auditor@example.org', 'fr:verificatrice@example.org'], ['en', 'fr']);
    expect(all).toEqual([
      { address: 'auditor@example.org', language: 'en' },
      { address: 'verificatrice@example.org', language: 'fr' },
    ]);
  });

  it('may be none', () => {
    expect(Holders.read([], ['en']).all).toEqual([]);
  });

  it('are told by the name of the setting when the city does not speak their language, and by no address', () => {
    const read = () => Holders.read(['de:pruefer@example.org'], ['en', 'fr']);
    expect(read).toThrow('CHECKPOINT_HOLDERS is wrong: the languages of the city are en, fr');
    expect(read).not.toThrow('example.org');
  });
});
