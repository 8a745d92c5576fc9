import type { City } from './city.ts';
import { PLAN } from './resident.ts';
import { type VisitedPage, Visitor } from './visitor.ts';

/** Signs a demo person in at the real provider. @param section `/staff` or `/audit`. */
export async function signIn(
  city: City,
  section: string,
  person: string,
): Promise<{ visitor: Visitor; page: VisitedPage }> {
  const visitor = new Visitor(city.url);
  const choice = await visitor.open(`${section}?lang=en`);
  const page = await visitor.send(choice, { person }, '/interaction/');
  return { visitor, page };
}

/** One person writes and submits, another releases; it is due at once. @returns the path of the announcement. */
export async function announce(city: City, subject: string, topic = PLAN): Promise<string> {
  const { visitor: author } = await signIn(city, '/staff', 'demo-amira');
  const form = await author.open('/staff/announcements/new?lang=en');
  const draft = await author.send(
    form,
    {
      topic,
      consultation: '',
      send: 'now',
      'subject-en': subject,
      'body-en': `## ${subject}\n\nThe guide is ready. [Read the discussion guide](https://www.example.ca/guide).`,
      'subject-fr': `${subject} (français)`,
      'body-fr': 'Le guide est prêt. [Lire le guide de discussion](https://www.example.ca/guide-fr).',
    },
    'subject-en',
  );
  const path = new URL(draft.url).pathname;
  await author.send(draft, {}, '/submit');
  const { visitor: approver } = await signIn(city, '/staff', 'demo-paul');
  await approver.send(await approver.open(`${path}?lang=en`), {}, '/release');
  return path;
}

/** The figures of a dispatch page, by their name: `{ Audience: 3, … }`. */
export function figuresOn({ html }: VisitedPage): Record<string, number> {
  const pairs = [...html.matchAll(/<dt>([^<]+)<\/dt>\s*<dd>(\d+)<\/dd>/g)];
  return Object.fromEntries(pairs.map(([, name = '', count]) => [name, Number(count)]));
}

/** Opens the dispatch page again and again until its figures are so, for at most twenty seconds. */
export async function untilFigures(
  city: City,
  path: string,
  hold: (figures: Record<string, number>) => boolean,
): Promise<Record<string, number>> {
  const { visitor } = await signIn(city, '/staff', 'demo-omar');
  const deadline = Date.now() + 20_000;
  for (;;) {
    const page = await visitor.open(`${path}/dispatch?lang=en`);
    const figures = figuresOn(page);
    if (page.status === 200 && hold(figures)) return figures;
    if (Date.now() > deadline) throw new Error(`figures after 20 seconds: ${JSON.stringify(figures)}`);
  }
}
