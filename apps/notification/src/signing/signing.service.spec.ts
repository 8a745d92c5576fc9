import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { CheckpointOfDayV1 } from '#libs/contracts';
import { type DkimKey, drawKeys, keyRecord, keyText } from '#libs/dkim';
import { SettingsError } from '#libs/settings';
import { DispatchBench, START } from '../dispatch/dispatch.testing.ts';
import { notificationSettings } from '../notification.testing.ts';

const keys = drawKeys('example.ca', { rsa: 'rsa2026', ed25519: 'ed2026' });
const records = new Map(keys.map((key) => [keyRecord(key).name, keyRecord(key).text]));
const DKIM_KEYS = keys.map(keyText).join(',');

const bench = new DispatchBench();

const HOLDER = 'keeper@example.org';

beforeAll(() => bench.start({ DKIM_KEYS, CHECKPOINT_HOLDERS: HOLDER }));
afterAll(() => bench.stop());

async function verdicts(raw: Buffer): Promise<(string | boolean | undefined)[]> {
  const resolver = async (name: string) => [[records.get(name) ?? '']];
  const { results } = await dkimVerify(raw, { resolver, minBitLength: 2048, curTime: new Date(START) });
  return results.flatMap(({ status }) => [status.result, Boolean(status.aligned)]);
}

describe('a mail that is signed here', () => {
  it('MAIL-5, LEAVE-2: is an announcement that another program verifies, both unsubscribe headers included', async () => {
    await bench.begin();
    const followers = await bench.follow(3);
    await bench.statement(await bench.announce());
    for (const { address } of followers) {
      const { raw } = await bench.mails.nextMail(address);
      expect(await verdicts(raw)).toEqual(['pass', true, 'pass', true]);
      const text = raw.toString('latin1');
      for (const header of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'From']) {
        expect(text.replaceAll(/\r\n\s+/g, '')).toMatch(
          new RegExp(`h=\\S*\\b${header}:\\S*\\b${header}\\b(?!-)`),
        );
      }
      const changed = Buffer.from(
        text.replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=One-Clack'),
        'latin1',
      );
      expect(await verdicts(changed)).not.toContain('pass');
    }
  });

  it('MAIL-5: is a letter too', async () => {
    const example = readFileSync('libs/contracts/examples/checkpoint-of-day.v1.json', 'utf8');
    await bench.notification.send(Object.assign(new CheckpointOfDayV1(), JSON.parse(example)));
    const { raw } = await bench.mails.nextMail(HOLDER);
    expect(await verdicts(raw)).toEqual(['pass', true, 'pass', true]);
  });
});

describe('a key that cannot sign', () => {
  const complaint = (keys: string) => {
    try {
      notificationSettings({ DKIM_KEYS: keys });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('MAIL-5: stops the start, and the words name the setting and not the key', () => {
    const [rsa = '', ed25519 = ''] = DKIM_KEYS.split(',');
    const other = keyText(drawKeys('example.com', { rsa: 'a', ed25519: 'b' })[0] as DkimKey);
    for (const wrong of [rsa.slice(0, 300), ed25519, `${rsa},${rsa}`, `${rsa},`, other, 'nonsense']) {
      const error = complaint(wrong) as SettingsError;
      expect(error).toBeInstanceOf(SettingsError);
      expect(error.message).toMatch(/^DKIM_KEYS is wrong: it should be keys that sign mails/m);
      expect(error.message).not.toContain(rsa.slice(40, 60));
    }
    expect(String(complaint(DKIM_KEYS))).not.toContain('DKIM_KEYS');
  });
});
