import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type City, PLAN, startCity } from '../support/index.ts';

const REQUESTS = '/api/subscription/v1/requests';
const sound = { email: 'resident@residents.example.org', topics: [PLAN], language: 'en', consent: true };

describe('bad input', () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity();
  }, 90_000);
  afterAll(() => city.stop());

  const post = (body: string, type = 'application/json') =>
    fetch(`${city.url}${REQUESTS}`, { method: 'POST', body, headers: { 'content-type': type } });

  it.each([
    ['malformed JSON', '{"email":', 400],
    ['an array', '[]', 400],
    ['null', 'null', 400],
    ['a missing field', JSON.stringify({ ...sound, consent: undefined }), 400],
    ['consent that is not given', JSON.stringify({ ...sound, consent: false }), 400],
    ['consent as a text', JSON.stringify({ ...sound, consent: 'true' }), 400],
    ['a wrong type', JSON.stringify({ ...sound, topics: PLAN }), 400],
    ['an unknown field', JSON.stringify({ ...sound, admin: true }), 400],
    ['an unknown topic', JSON.stringify({ ...sound, topics: ['no-such-topic'] }), 400],
    ['no topic', JSON.stringify({ ...sound, topics: [] }), 400],
    ['an unknown language', JSON.stringify({ ...sound, language: 'xx' }), 400],
    ['prototype pollution', '{"__proto__":{"consent":true},"email":"a@residents.example.org"}', 400],
    [
      'two addresses',
      JSON.stringify({ ...sound, email: 'a@residents.example.org,b@residents.example.org' }),
      400,
    ],
    [
      'a header in the address',
      JSON.stringify({ ...sound, email: 'a@residents.example.org\r\nBcc: b' }),
      400,
    ],
    ['a quoted address', JSON.stringify({ ...sound, email: '"a b"@residents.example.org' }), 400],
    ['an oversized body', JSON.stringify({ ...sound, email: `${'a'.repeat(100_000)}@example.ca` }), 413],
  ])('%s gets an RFC 9457 answer', async (_what, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as object;
    expect(problem).toMatchObject({ type: expect.stringMatching(/^urn:tidings:problem:/), status });
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|at .*\.js|residents\.example\.org/);
  });

  it('tells each of many who send far too much, and breaks off with nobody', async () => {
    const body = JSON.stringify({ ...sound, email: `${'a'.repeat(1_000_000)}@example.ca` });
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]));
  });

  it('refuses a kind of body that it does not read', async () => {
    expect((await post('<email/>', 'application/xml')).status).toBe(415);
  });

  it.each(['consent', 'notification', 'subscription'])(
    'answers an unknown path of the API of %s',
    async (service) => {
      const answer = await fetch(`${city.url}/api/${service}/v1/nothing`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it.each([
    '/nothing',
    '/consultations/nothing',
    '/ledger/nothing',
    '/topics/nothing',
    '/%00',
    '/%c0%ae',
    '/leave/x',
  ])('%s is a plain page, never a stack trace', async (path) => {
    const answer = await fetch(`${city.url}${path}`);
    expect([400, 404]).toContain(answer.status);
    const html = await answer.text();
    expect(html).not.toMatch(/node_modules|\.js:\d+/);
    expect(html).toMatch(/<h1|^{"type":/);
  });

  it.each([
    ['PUT', REQUESTS],
    ['DELETE', REQUESTS],
    ['PATCH', '/'],
  ])('%s %s is not done', async (method, path) => {
    expect([404, 405]).toContain((await fetch(`${city.url}${path}`, { method })).status);
  });

  it('survives a request that is no HTTP', async () => {
    const socket = connect(Number(new URL(city.url).port), '127.0.0.1');
    socket.end('\u0016\u0003\u0001 nonsense\r\n\r\n');
    expect(await text(socket)).not.toMatch(/node_modules/);
    expect((await fetch(city.url)).status).toBe(200);
  });

  it('stores and mails nothing of all that', async () => {
    const good = await post(JSON.stringify({ ...sound, email: 'good@residents.example.org' }));
    expect(good.status).toBe(202);
    await city.mails.nextMail('good@residents.example.org');
    expect(city.mails.accepted).toHaveLength(1);
    expect(city.logs()).not.toContain('residents.example.org');
  });
});
