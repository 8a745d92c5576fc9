import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CheckpointOfDayV1 } from '#libs/contracts';
import { openCheckpoint, parseVerifierKey } from '#libs/tlog';
import { eventually, type ReceivedMail } from '../../../../test/support/index.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../libs/contracts/examples/checkpoint-of-day.v1.json');

const [KEEPER, KEEPER_FR] = ['keeper@example.org', 'depositaire@example.org'];

let notification: RunningNotification;

beforeAll(async () => {
  notification = await runNotification({ CHECKPOINT_HOLDERS: `${KEEPER}, fr:${KEEPER_FR}` });
});
afterAll(() => notification.stop());

const ofDay = (own: Partial<CheckpointOfDayV1> = {}) =>
  Object.assign(new CheckpointOfDayV1(), JSON.parse(readFileSync(EXAMPLE, 'utf8')), own);

const lettersOf = ({ storyId }: { storyId: string }) =>
  notification.dataSource.query<Record<string, string | null>[]>(
    'SELECT kind, state, reason, address, sealed FROM letters WHERE story_id = $1',
    [storyId],
  );

describe('the letter with the checkpoint of the day', () => {
  it('PROOF-3: carries the note as it was signed, as a file and in both parts', async () => {
    const message = ofDay();
    await notification.send(message);
    const mail = await notification.mails.nextMail(KEEPER);
    const [file] = mail.parsed.attachments;
    expect(file).toMatchObject({ filename: 'checkpoint-2026-01-19.txt', mimeType: 'text/plain' });
    const kept = Buffer.from(file?.content as ArrayBuffer).toString('utf8');
    expect(kept).toBe(message.note);
    const key = parseVerifierKey(message.verifierKeys[0] ?? '');
    expect(openCheckpoint(kept, key).size).toBe(3);
    for (const line of message.note.split('\n')) expect(mail.text).toContain(line);
    expect(mail.html).toContain(message.note.trimEnd());
  });

  it('says what it is for, how to check with it, whom to tell and how to stop, in both parts', async () => {
    await notification.send(ofDay());
    const mail = await notification.mails.nextMail(KEEPER);
    expect(mail.subject).toBe('Checkpoint of 2026-01-19: 3 entries – City of Toronto');
    for (const part of [mail.text, mail.html.replaceAll('&amp;', '&').replaceAll('&quot;', '"')]) {
      for (const said of [
        'Monday, January 19, 2026',
        'that of Sunday, January 18, 2026, with 2 entries',
        '--key "$KEY" --known-checkpoint checkpoint-2026-01-19.txt',
        'https://updates.example.ca/ledger/assets/tidings-verify.mjs',
        ...ofDay().verifierKeys,
        'when a day went by without this mail',
        'the root, is not the same',
        'To stop, or to name another address, write to',
        notification.settings.mailFrom,
      ]) {
        expect(part).toContain(said);
      }
    }
    expect(mail.header('Auto-Submitted')).toBe('auto-generated');
    expect(mail.header('List-Unsubscribe')).toBeUndefined();
    expect(mail.html).not.toContain('undefined');
  });

  it('ALL-2: is in the language of the holder; the first one says that none came before', async () => {
    await notification.send(ofDay({ day: '2026-01-16', previousDay: undefined, previousSize: undefined }));
    const isFirst = ({ text }: ReceivedMail) =>
      text.includes('Aucun point de contrôle n’a été envoyé avant celui-ci.');
    let mail = await notification.mails.nextMail(KEEPER_FR);
    while (!isFirst(mail)) mail = await notification.mails.nextMail(KEEPER_FR);
    expect(mail.html).toContain('<html lang="fr" dir="ltr">');
    expect(mail.subject).toBe('Point de contrôle du 2026-01-16\u00a0: 3 inscriptions – Ville de Toronto');
    expect(mail.text).toContain('vendredi 16 janvier 2026');
  });

  it('is one for each holder, however often its message comes, and leaves no address behind', async () => {
    const sent = await notification.send(ofDay({ day: '2026-01-20' }));
    await notification.sendAgain(sent);
    await notification.redis.flush();
    await notification.sendAgain(sent);
    const letters = await eventually(
      () => lettersOf(sent),
      (rows) => rows.every(({ state }) => state === 'sent'),
    );
    const decided = { kind: 'checkpoint', state: 'sent', reason: null, address: null, sealed: null };
    expect(letters).toEqual([decided, decided]);
    const got = notification.mails.to(KEEPER).filter(({ subject }) => subject.includes('2026-01-20'));
    expect(got).toHaveLength(1);
    expect(notification.log.join('\n')).not.toContain('example.org');
  });

  it('is tried again when the relay says later', async () => {
    notification.mails.refuseRecipients(() => ({ code: 451, text: '4.3.0 later' }));
    const sent = await notification.send(ofDay({ day: '2026-01-21' }));
    await eventually(
      () => lettersOf(sent),
      (rows) => rows.length === 2 && rows.every(({ state, reason }) => state === 'due' && reason !== null),
    );
    notification.mails.refuseRecipients();
    notification.clock.advance(60);
    await eventually(
      () => lettersOf(sent),
      (rows) => rows.every(({ state }) => state === 'sent'),
    );
    const got = notification.mails.to(KEEPER).filter(({ subject }) => subject.includes('2026-01-21'));
    expect(got).toHaveLength(1);
  });
});
