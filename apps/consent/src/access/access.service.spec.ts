import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessReadyV1 } from '#libs/contracts';
import { commitTo, commitToDetail, leafHash } from '#libs/tlog';
import { eventually } from '../../../../test/support/index.ts';
import { LooksService } from '../acts/looks.service.ts';
import { commitmentsIn } from '../details/detail.ts';
import type { ToldDetails } from '../evidence/ndjson.ts';
import type { Everything } from '../holdings/everything.ts';
import { recordOf, taken } from '../ledger.testing.ts';
import { NOTICE_EN } from '../messages.testing.ts';
import { unzipped } from '../packages/unzipped.testing.ts';
import { PublicationService } from '../publication/publication.service.ts';
import { readReceipt } from '../receipts/receipt-file.ts';
import { RetentionService } from '../retention/retention.service.ts';
import { ErasuresService } from '../rights/erasures.service.ts';
import { AccessBench, accessAsked, accessPart, START } from './access.testing.ts';

const bench = new AccessBench();
beforeAll(() => bench.start());
beforeEach(() => bench.consent.clock.set(START));
afterAll(() => bench.stop());

const actsOf = async (accessId: string) => {
  const rows = await bench.rows<{ payload: string }>(
    `SELECT payload FROM records WHERE action IN ('asked-for-access', 'took-access') AND payload LIKE $1 ORDER BY leaf_index`,
    `%${accessId}%`,
  );
  return rows.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
};
const commitmentOf = (kind: string, told: ToldDetails[string] | undefined) => {
  if (!told || !('value' in told)) return undefined;
  return commitToDetail({ kind, value: told.value }, Buffer.from(told.salt, 'base64')).toString('base64');
};
const fileOf = async (token: string) => {
  const answer = await bench.press(token, { as: 'file' });
  expect(answer.statusCode).toBe(200);
  const files = unzipped(answer.rawPayload);
  return { answer, files, everything: JSON.parse(files['everything.json'] ?? '') as Everything };
};

describe('everything that is held about an address', () => {
  it('PROOF-6: has what each service holds, each entry with its words and what opens it, and nobody else', async () => {
    const address = 'one@example.ca';
    const residentId = await bench.resident(address);
    await bench.resident('other@example.ca');
    await bench.consent.app
      .get(LooksService)
      .note({ auditor: 'subject-of-odile', residentId, what: { shown: 'history' } });
    const { token } = await bench.answered({ address });
    const { answer, files, everything } = await fileOf(token);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="everything-2026-03-02.zip"');
    expect(everything).toMatchObject({ address, resident_ids: [residentId] });
    expect(everything.entries.map(({ action }) => action)).toEqual([
      'asked',
      'confirmed',
      'withdrew',
      'looked-at-resident',
      'asked-for-access',
    ]);
    for (const { kind, leaf, leaf_hash, payload, salt, notices, details = {} } of everything.entries) {
      expect(leafHash(Buffer.from(leaf)).toString('base64')).toBe(leaf_hash);
      if (payload === undefined || salt === undefined) continue;
      expect(JSON.parse(leaf).c).toBe(commitTo(payload, Buffer.from(salt, 'base64')).toString('base64'));
      for (const [name, committed] of commitmentsIn(JSON.parse(payload)))
        expect(commitmentOf(name, details[name])).toBe(committed);
      if (kind === 'consent') expect(notices).toMatchObject([{ text: NOTICE_EN, language: 'en' }]);
    }
    const tables = [everything.held.subscription, everything.held.notification].flat();
    expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
      ['subscriptions', 1],
      ['deliveries', 1],
    ]);
    const own = Object.fromEntries(everything.held.consent.map(({ name, rows }) => [name, rows]));
    expect(own.standings).toMatchObject([{ topic: 'digital-plan', status: 'ended', ended_by: 'withdrew' }]);
    expect(own.withdrawals).toMatchObject([{ deadline: '2026-03-16' }]);
    for (const [name, text] of Object.entries(files)) {
      // A receipt has it in base64; whether there is one yet depends on the ledger's signer.
      if (!name.startsWith('receipts/')) expect(text).toContain(address);
      expect(text).not.toContain('other@example.ca');
      expect(text).not.toContain('subject-of-odile');
    }
  });

  it('PROOF-5: says of a detail that was deleted when and by which rule, in the file and on the page', async () => {
    const address = 'fourteen@example.ca';
    await bench.resident(address);
    const askedAt = '2027-03-04T15:00:00.000Z';
    bench.consent.clock.set(askedAt);
    await bench.consent.app.get(RetentionService).apply();
    const { token } = await bench.answered({ address, askedAt });
    await bench.consent.app.get(PublicationService).publish();
    const { files, everything } = await fileOf(token);
    const [confirmed] = everything.entries.filter(({ action }) => action === 'confirmed');
    expect(confirmed?.details).toMatchObject({
      address: { value: address },
      client_address: {
        deleted_at: '2027-03-04T15:00:00.000Z',
        rule: { class: 'client_address', days: 366 },
      },
    });
    expect(files['everything.html']).toMatch(
      /Network address<\/dt>\s*<dd[^>]*>deleted on March 4, 2027[^<]* by the retention rule client_address/,
    );
    const receipts = Object.entries(files).filter(([name]) => name.endsWith('.tlog-proof'));
    const kinds = receipts.flatMap(([, text]) => readReceipt(text).opening.details.map(({ kind }) => kind));
    expect(new Set(kinds)).toEqual(new Set(['address']));
    const { body } = await bench.press(token, { as: 'page' }, 'fr');
    expect(body).toContain('par la règle de conservation client_address');
  });

  it('ALL-2: is read on the page in the language of the reader, where every name has words', async () => {
    const address = 'two@example.ca';
    await bench.resident(address);
    const { token } = await bench.answered({ address, language: 'fr' });
    const { body } = await bench.press(token, { as: 'page' }, 'fr');
    expect(body).toContain('Tout ce que nous détenons sur votre adresse');
    expect(body).toContain('Désabonnement');
    expect(body).toContain(NOTICE_EN);
    expect(body).toContain('accepté par le serveur de courriel');
    const names = [...body.matchAll(/govuk-summary-list__key">([^<]+)</g)].map(([, name = '']) => name);
    expect(names.filter((name) => /^[a-z_]+$/.test(name))).toEqual([]);
  });

  it('PROOF-4: asking, and each time that it is taken, is an entry of the ledger without the address', async () => {
    const address = 'three@example.ca';
    const residentId = await bench.resident(address);
    const { token, accessId } = await bench.answered({ address });
    await bench.press(token, { as: 'page' });
    await bench.press(token, { as: 'file' });
    const acts = await eventually(
      () => actsOf(accessId),
      ({ length }) => length === 3,
    );
    expect(acts).toMatchObject([
      { action: 'asked-for-access', resident_id: residentId, occurred_at: START },
      { action: 'took-access', taken_as: 'page' },
      { action: 'took-access', taken_as: 'file' },
    ]);
    expect(JSON.stringify(acts)).not.toContain('example.ca');
  });

  it('CONF-1: opening the link, with GET or HEAD or a wrong form, shows nothing of anybody and records nothing', async () => {
    const address = 'four@example.ca';
    const residentId = await bench.resident(address);
    const { token, accessId } = await bench.answered({ address });
    const page = await bench.open(token);
    const wrong = await bench.press(token, { as: 'everything' });
    const head = await bench.consent.app.inject({ method: 'HEAD', url: `/verify/data/${token}` });
    for (const { statusCode, headers } of [page, wrong, head]) {
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
      });
    }
    for (const { body } of [page, wrong]) {
      expect(body).not.toContain(address);
      expect(body).not.toContain(residentId);
      expect(body).toContain('Read it here');
    }
    expect(await actsOf(accessId)).toHaveLength(1);
  });

  it('ABUSE-1, ABUSE-4: a link that is unknown, malformed or expired is answered the same, with help', async () => {
    const { token } = await bench.answered({ address: 'five@example.ca', residentIds: [randomUUID()] });
    bench.consent.clock.set('2026-03-05T15:00:00.000Z');
    const answers = new Set<string>();
    for (const each of [token, 'A'.repeat(43), 'no-such-token', `${'A'.repeat(42)}%3D`]) {
      for (const answer of [await bench.open(each), await bench.press(each, { as: 'file' })]) {
        // The links to the other language repeat the address of the page, so its length counts.
        const { date: _, 'content-length': __, ...headers } = answer.headers;
        answers.add(JSON.stringify([answer.statusCode, headers, answer.body.replaceAll(each, '')]));
      }
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('Ask for a new link');
    await eventually(
      () => bench.rows('SELECT 1 FROM access_requests WHERE expires_at < $1', '2026-03-05T15:00:01Z'),
      ({ length }) => length === 0,
    );
  });

  it('asks notification by every id and spelling that the ledger knows, and waits for every part', async () => {
    const ids = [
      await bench.resident('six@example.ca'),
      await bench.resident('six@EXAMPLE.ca'),
      randomUUID(),
    ];
    const message = accessAsked({ address: 'six@Example.ca', residentIds: [ids[2] ?? ''] });
    const { accessId } = message;
    await bench.consent.send(message);
    const { residentIds, addresses } = await bench.partAsked(accessId);
    expect(residentIds).toEqual(ids.toSorted());
    expect(addresses.toSorted()).toEqual(['six@EXAMPLE.ca', 'six@Example.ca', 'six@example.ca']);
    const second = accessPart({
      accessId,
      number: 1,
      parts: 2,
      held: [{ name: 'deliveries', rows: [{ n: 2 }] }],
    });
    await taken(bench.consent, await bench.consent.send(second));
    expect(await bench.consent.posted(AccessReadyV1)).not.toContainEqual(
      expect.objectContaining({ accessId }),
    );
    await bench.consent.send(accessPart({ accessId, number: 0, parts: 2 }));
    const { token } = await bench.ready(accessId);
    const { everything } = await fileOf(token);
    expect(everything.held.notification).toMatchObject([
      { name: 'deliveries', rows: [{ outcome: 'accepted' }, { n: 2 }] },
    ]);
  });

  it('ABUSE-2: of an address that nobody knows keeps nothing, asks nobody and mails nothing', async () => {
    const message = accessAsked({ address: 'nobody@example.ca', held: [] });
    await taken(bench.consent, await bench.consent.send(message));
    expect(await bench.rows('SELECT 1 FROM access_requests WHERE id = $1', message.accessId)).toEqual([]);
    expect(await actsOf(message.accessId)).toEqual([]);
    const stray = await bench.consent.send(accessPart({ accessId: message.accessId }));
    await taken(bench.consent, stray);
    expect(await bench.rows('SELECT 1 FROM access_parts WHERE access_id = $1', message.accessId)).toEqual([]);
  });

  it('is made once, however often its messages come', async () => {
    const address = 'seven@example.ca';
    await bench.resident(address);
    const message = accessAsked({ address });
    const sent = await bench.consent.send(message);
    await bench.partAsked(message.accessId);
    const part = await bench.consent.send(accessPart({ accessId: message.accessId }));
    const { token } = await bench.ready(message.accessId);
    await bench.consent.sendAgain(sent);
    await bench.consent.sendAgain(part);
    for (const again of [message, accessPart({ accessId: message.accessId })]) {
      await taken(bench.consent, await bench.consent.send(again));
    }
    await recordOf(bench.consent, { eventId: message.accessId });
    const ready = (await bench.consent.posted(AccessReadyV1)).filter(
      ({ accessId }) => accessId === message.accessId,
    );
    expect(ready).toHaveLength(1);
    expect((await bench.open(token)).statusCode).toBe(200);
  });

  it('PROOF-5: of a resident who is erased nothing is made, and what was made is gone', async () => {
    const address = 'eight@example.ca';
    const [before, after] = [await bench.resident(address), await bench.resident('nine@example.ca')];
    const { token } = await bench.answered({ address });
    const message = accessAsked({ address: 'nine@example.ca', residentIds: [after] });
    await bench.consent.send(message);
    await bench.partAsked(message.accessId);
    const order = { by: 'Odile', reason: 'request 7' };
    for (const each of [address, 'nine@example.ca']) {
      await bench.consent.app.get(ErasuresService).erase({ address: each, ...order });
    }
    expect((await bench.open(token)).statusCode).toBe(404);
    await taken(bench.consent, await bench.consent.send(accessPart({ accessId: message.accessId })));
    // What subscription had posted before it knew of the erasure.
    const late = accessAsked({ address, residentIds: [before] });
    await taken(bench.consent, await bench.consent.send(late));
    expect(
      await bench.rows('SELECT 1 FROM access_requests WHERE resident_ids && $1::uuid[]', [before, after]),
    ).toEqual([]);
  });

  it('one that cannot be made holds up no other, and is made when it can be', async () => {
    const broken = accessAsked({ address: 'eleven@example.ca', residentIds: [randomUUID()] });
    await bench.consent.send(broken);
    await bench.partAsked(broken.accessId);
    const [row] = await bench.rows<{ sealed: string }>(
      'SELECT sealed FROM access_requests WHERE id = $1',
      broken.accessId,
    );
    await bench.rows(`UPDATE access_requests SET sealed = 'broken' WHERE id = $1`, broken.accessId);
    await bench.consent.send(accessPart({ accessId: broken.accessId }));
    await bench.answered({ address: 'twelve@example.ca', residentIds: [randomUUID()] });
    await eventually(
      () =>
        bench.rows('SELECT 1 FROM access_requests WHERE id = $1 AND retry_at > $2', broken.accessId, START),
      ({ length }) => length === 1,
    );
    await bench.rows('UPDATE access_requests SET sealed = $2 WHERE id = $1', broken.accessId, row?.sealed);
    bench.consent.clock.set('2026-03-02T15:02:00.000Z');
    await bench.ready(broken.accessId);
  });

  it('what could not be answered for a month is forgotten', async () => {
    const message = accessAsked({ address: 'thirteen@example.ca', residentIds: [randomUUID()] });
    await bench.consent.send(message);
    await bench.partAsked(message.accessId);
    bench.consent.clock.set('2026-04-02T15:00:00.000Z');
    await eventually(
      () => bench.rows('SELECT 1 FROM access_requests WHERE id = $1', message.accessId),
      ({ length }) => length === 0,
    );
  });

  it('ABUSE-5: neither address nor token is in a log, nor readable in the database', async () => {
    const address = 'ten@example.ca';
    await bench.resident(address);
    const { token } = await bench.answered({ address });
    await bench.press(token, { as: 'file' });
    const [kept] = await bench.rows<{ line: string }>(
      `SELECT row_to_json(access_requests)::text AS line FROM access_requests WHERE state = 'ready' ORDER BY asked_at DESC LIMIT 1`,
    );
    expect(kept?.line).toBeDefined();
    expect(kept?.line).not.toContain('example.ca');
    for (const secret of [address, token]) expect(bench.consent.log.join('\n')).not.toContain(secret);
  });
});
