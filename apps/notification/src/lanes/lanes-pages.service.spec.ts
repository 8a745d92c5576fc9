import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { SystemRandom } from '#libs/clock';
import type { LaneState } from '#libs/lanes';
import { eventually } from '../../../../test/support/index.ts';
import type { RunningNotification } from '../notification.testing.ts';
import { browse, person, runStaff } from '../staff.testing.ts';
import { LaneQuery } from './lane.query.ts';

const omar = person('Omar', 'operator');
const UNTIL = Date.parse('2026-03-02T15:07:00.000Z');
const lane = (name: string, own: Partial<LaneState> = {}): LaneState => ({
  name,
  kind: 'provider',
  inFlight: 1,
  places: 5,
  connections: 5,
  ...own,
});
const relay = (name: string, own: object = {}) => ({ name, weight: 1, isUp: true, ...own });

describe('the page of outgoing mail', () => {
  let staff: RunningNotification;
  const random = new SystemRandom();
  beforeAll(async () => {
    staff = await runStaff();
  });
  beforeEach(() => staff.app.get(DataSource).query('DELETE FROM lane_states'));
  afterAll(() => staff.stop());

  const told = (lanes: LaneState[], relays: ReturnType<typeof relay>[]) =>
    staff.app.get(LaneQuery).tell(random.uuid(), true, { lanes, relays });
  /** What stands beside each name, but for the relay of the service that runs here and tells of itself. */
  const shown = async (url = '/staff/mail') => {
    const { body } = await (await browse(staff.app, omar)).get(url);
    const text = (html: string) =>
      html
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
    const rows = [...body.matchAll(/<dt[^>]*>(.*?)<\/dt>\s*<dd[^>]*>(.*?)<\/dd>/gs)];
    return rows
      .map(([, name = '', words = '']) => [text(name), text(words)])
      .filter(([name]) => !name?.startsWith('127.'));
  };

  it('SEND-9: sums what all processes see, and says why a lane is slow and until when, in either language', async () => {
    const away = { isUp: false, reason: 'connection', leftOutUntil: UNTIL };
    await told(
      [lane('google', { inFlight: 3 }), lane('hoster.example', { places: 1, reason: '451', rate: 2.5 })],
      [relay('one.example.ca:465', { weight: 2 }), relay('two.example.ca:587', { weight: 0 })],
    );
    await told(
      [
        lane('google', { inFlight: 2 }),
        lane('yahoo', { places: 0, reason: '4.7.1', pausedUntil: UNTIL, inFlight: 0 }),
      ],
      [relay('one.example.ca:465', { weight: 2 }), relay('two.example.ca:587', { weight: 0, ...away })],
    );
    expect(await shown()).toEqual([
      ['one.example.ca:465', 'Up Weight: 2'],
      [
        'two.example.ca:587',
        'Left out No mail server could be reached Tried again: March 2, 2026 at 10:07 a.m. Spare: used while no other can be',
      ],
      ['Google', '5 on their way, 10 at most'],
      [
        'hoster.example',
        '1 on their way, 1 at most for now; usually 5 2.5 mails a second at most Slowed: The mail server answered 451',
      ],
      [
        'Yahoo, AOL',
        '0 on their way, 0 at most for now; usually 5 Slowed: The mail server answered 4.7.1 Nothing is sent until March 2, 2026 at 10:07 a.m.',
      ],
    ]);
    const french = await shown('/staff/mail?lang=fr');
    expect(french[1]?.[1]).toMatch(/^Écarté .*Nouvel essai : 2 mars 2026/);
    expect(french[3]?.[1]).toBe(
      'En route : 1, au plus 1 pour l’instant; d’habitude 5 Au plus 2,5 courriels par seconde Ralentie : Le serveur de courriel a répondu 451',
    );
  });

  it('tells of a plan that allows no more, and of domains by themselves without a name', async () => {
    await told([lane('google', { reason: 'ramp' }), lane('other', { kind: 'domain' })], []);
    expect(await shown()).toEqual([
      ['Google', '1 on their way, 5 at most Slowed: The plan allows no more for now'],
      ['Others, each by itself', '1 on their way, 5 at most'],
    ]);
  });

  it('says so when nothing is sent, and shows the relay of this service by host and port', async () => {
    const relayShown = /<dt[^>]*>127\.0\.0\.1:\d+<\/dt>/;
    const body = await eventually(
      async () => (await (await browse(staff.app, omar)).get('/staff/mail')).body,
      (page) => relayShown.test(page),
    );
    expect(body).toContain('No dispatch is sending.');
  });

  it('ABUSE-4: is for people who signed in', async () => {
    const { statusCode, headers } = await staff.app.inject('/staff/mail');
    expect([statusCode, headers.location]).toEqual([303, '/staff/sign-in?return=%2Fstaff%2Fmail']);
  });
});
