import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NOTICE_FR } from '../messages.testing.ts';
import { readPdf } from '../papers/read-pdf.testing.ts';
import { signIn } from '../sign-in.testing.ts';
import { type Follower, type RunningWhy, runWhy } from './why.testing.ts';

let running: RunningWhy;
let follower: Follower;
let question: string;

beforeAll(async () => {
  running = await runWhy();
  follower = await running.follow('paper@example.ca');
  question = await running.ask(follower);
});
afterAll(() => running.stop());

const paths = () => ({
  answer: `/audit/deliveries/${question}`,
  standing: `/audit/residents/${follower.residentId}/standing`,
});
const at = 'at=2026-03-02T15:00:00.000Z';
const pdfOf = async (path: string, language: 'en' | 'fr') => {
  const answer = await running.open(`${path}/pdf?${at}&lang=${language}`);
  return { answer, pdf: await readPdf(answer.rawPayload) };
};

describe('the answer as a document', () => {
  it.each([
    ['answer', 'en', 'en-CA', 'Why did this resident get this message?', 'and no withdrawal came before.'],
    ['answer', 'fr', 'fr-CA', 'Pourquoi ce message à cette personne?', 'et aucun retrait n’est venu avant.'],
    ['standing', 'en', 'en-CA', 'Why did this resident get this message?', 'and no withdrawal came before.'],
    [
      'standing',
      'fr',
      'fr-CA',
      'Pourquoi ce message à cette personne?',
      'et aucun retrait n’est venu avant.',
    ],
  ] as const)(
    'PROOF-1: %s in %s says all that the page says',
    async (which, language, locale, title, verdict) => {
      const path = paths()[which];
      const page = (await running.open(`${path}?${at}&lang=${language}`)).body;
      const { answer, pdf } = await pdfOf(path, language);
      expect(answer.statusCode).toBe(200);
      expect(pdf).toMatchObject({ language: locale, title, isTagged: true, outside: [], active: [] });
      const shown = factsOf(page);
      expect(shown.length).toBeGreaterThan(15);
      const untold = shown.filter(({ name }) => !pdf.read.some((line) => line.startsWith(`TR: ${name} | `)));
      expect(untold).toEqual([]);
      const told = squeezed(pdf.read.join(' '));
      // Each reading of the ledger may be of a larger one, so what it was read from is compared by its names alone.
      expect(shown.slice(0, -4).filter(({ value }) => !told.includes(squeezed(value)))).toEqual([]);
      for (const words of ['paper@example.ca', verdict, 'Plan numérique, version 1'])
        expect(told).toContain(squeezed(words));
      expect(pdf.read).toContain(`P[fr]: ${NOTICE_FR}`);
    },
  );

  it('PROOF-4: is a look at one resident, and recorded as one on paper', async () => {
    const before = (await running.looks(follower.residentId)).length;
    await pdfOf(paths().answer, 'en');
    await pdfOf(paths().standing, 'fr');
    const looks = (await running.looks(follower.residentId)).slice(before);
    expect(looks).toMatchObject([
      { shown: 'answer', as: 'pdf', auditor: 'demo-odile' },
      { shown: 'standing', as: 'pdf', auditor: 'demo-odile' },
    ]);
  });

  it('ABUSE-4: is kept by nobody on the way, and its name says nothing of the resident', async () => {
    const { headers } = (await pdfOf(paths().answer, 'fr')).answer;
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'cache-control': 'no-store',
      'content-language': 'fr',
      'content-disposition': 'attachment; filename="pourquoi-ce-message-fr.pdf"',
    });
  });

  it('ABUSE-4: is for auditors alone', async () => {
    const url = `${paths().answer}/pdf`;
    expect((await running.consent.app.inject(url)).statusCode).toBe(303);
    const cookie = await signIn(running.consent, 'demo-amira');
    expect((await running.consent.app.inject({ url, headers: { cookie } })).statusCode).toBe(403);
  });

  it('answers 404 for a question or a resident that the ledger does not know, and for no moment', async () => {
    const { answer, standing } = paths();
    for (const url of [
      answer.replace(question, randomUUID()),
      standing.replace(follower.residentId, randomUUID()),
    ])
      expect((await running.open(`${url}/pdf?${at}`)).statusCode).toBe(404);
    expect((await running.open(`${standing}/pdf?at=yesterday`)).statusCode).toBe(404);
  });

  it('leads from the page to the document in each language', async () => {
    const page = (await running.open(paths().answer)).body;
    for (const language of ['en', 'fr']) expect(page).toContain(`${paths().answer}/pdf?lang=${language}`);
  });
});

/** Names and values as the page shows them. */
function factsOf(page: string): { name: string; value: string }[] {
  const rows = page.matchAll(/<dt[^>]*>([^<]+)<\/dt>\s*<dd[^>]*>(.*?)<\/dd>/gs);
  return [...rows].map(([, name = '', value = '']) => ({ name: plain(name), value: plain(value) }));
}

function plain(html: string): string {
  const signs: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&amp;': '&',
    '&quot;': '"',
    '&#39;': "'",
  };
  return html
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/&[^;]+;/g, (sign) => signs[sign] ?? sign)
    .trim();
}

/** A long value is broken over lines, and a line's end may be read as a space. */
function squeezed(text: string): string {
  return text.replaceAll(/\s/g, '');
}
