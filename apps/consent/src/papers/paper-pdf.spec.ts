import { describe, expect, it } from '@jest/globals';
import { fact, facts, heading, type Paper, strong, text } from './paper.ts';
import { paperPdf } from './paper-pdf.ts';
import { readPdf } from './read-pdf.testing.ts';

const issued = {
  language: 'fr-CA',
  author: 'Ville d’Exemple',
  madeAt: new Date('2026-03-02T15:00:00Z'),
  foot: (page: number, pages: number) => `page ${page} de ${pages}`,
};

const paper: Paper = {
  title: 'Pourquoi ce message à cette personne?',
  lead: 'résidente@example.ca, 2 mars 2026',
  parts: [
    heading('Le message'),
    facts('Le message', [fact('Résultat', 'accepté'), fact('Vide', undefined), fact('Visites', 0)]),
    strong('Aucun retrait n’est venu avant.', { text: 'Inscription 5', href: '/audit/records/5' }),
    heading('Les mots', 3),
    { kind: 'words', words: { language: 'en', lines: ['We ask.', 'You may leave.'], hash: 'SHA-256: 00ff' } },
    text('Œuvre, déjà, ça: €20'),
  ],
};

describe('a paper as PDF', () => {
  it('ALL-1: tells other software its language, its title and its structure, with everything in reading order', async () => {
    const written = await paperPdf(paper, issued);
    const pdf = await readPdf(written);
    expect(pdf).toMatchObject({ language: 'fr-CA', title: paper.title, isTagged: true, pages: 1 });
    expect(pdf.metadata).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf.read).toEqual([
      'H1: Pourquoi ce message à cette personne?',
      'P: résidente@example.ca, 2 mars 2026',
      'H2: Le message',
      'TR: Résultat | accepté',
      'TR: Visites | 0',
      'P: Aucun retrait n’est venu avant. (Inscription 5)',
      'H3: Les mots',
      'P[en]: We ask.',
      'P[en]: You may leave.',
      'P: SHA-256: 00ff',
      'P: Œuvre, déjà, ça: €20',
    ]);
    expect(pdf.outside).toEqual([]);
    // pdf.js does not tell which cells are headers of what; each row has one.
    expect(written.toString('latin1').match(/\/Scope \/Row/g)).toHaveLength(2);
    expect(pdf.outline).toEqual(['Le message', 'Les mots']);
  });

  it('embeds its fonts, and holds nothing that could do something', async () => {
    const pdf = await paperPdf(paper, issued);
    const raw = pdf.toString('latin1');
    expect(raw.match(/\/FontFile2 /g)).toHaveLength(raw.match(/\/Type \/FontDescriptor/g)?.length ?? -1);
    expect((await readPdf(pdf)).active).toEqual([]);
    expect(raw).not.toMatch(
      /\/(JS|JavaScript|AA|OpenAction|Launch|URI|EmbeddedFiles?|AcroForm|Annots)\b(?! \[\])/,
    );
  });

  it('PROOF-4: is the same octet for octet for the same facts, and another for others', async () => {
    const [first, second] = [await paperPdf(paper, issued), await paperPdf(paper, issued)];
    expect(second.equals(first)).toBe(true);
    const later = { ...issued, madeAt: new Date('2026-03-02T15:00:01Z') };
    expect((await paperPdf(paper, later)).equals(first)).toBe(false);
  });

  it('goes on over pages with what is long, and loses nothing of it', async () => {
    const words = Array.from({ length: 1500 }, (_, at) => `word${at}`);
    const many = Array.from({ length: 60 }, (_, at) => fact(`name ${at}`, `value ${at}`));
    const long = { ...paper, parts: [facts('Many', [...many, fact('Program', words.join(' '))])] };
    const { pages, read, outside } = await readPdf(await paperPdf(long, issued));
    expect(pages).toBeGreaterThan(3);
    expect(read.filter((line) => line.startsWith('TR: name'))).toHaveLength(60);
    const all = read.join(' ');
    expect(words.filter((word) => !all.includes(word))).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('shows what its fonts cannot draw, and what would only deceive, by its number', async () => {
    const odd = { ...paper, parts: [text('a\u{1f600}b\u202ec\u0007d\ud800e')] };
    const { read } = await readPdf(await paperPdf(odd, issued));
    expect(read).toContain('P: a[U+1F600]b[U+202E]c[U+0007]d\ufffde');
  });

  it('stays sound when a city’s name has signs of XML', async () => {
    const { metadata } = await readPdf(await paperPdf(paper, { ...issued, author: 'Rivers & <Lakes>' }));
    expect(metadata).not.toMatch(/&(?!amp;|lt;|gt;)|<Lakes>/);
  });
});
