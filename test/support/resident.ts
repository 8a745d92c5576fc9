import type { City } from './city.ts';
import type { ReceivedMail } from './mail.ts';
import { type VisitedPage, Visitor } from './visitor.ts';

export const PLAN = 'digital-infrastructure-plan';

/** The link of a mail whose path starts with this. */
export function linkIn(mail: ReceivedMail, path: string): string {
  const link = mail.links.find((candidate) => new URL(candidate).pathname.startsWith(path));
  if (!link) throw new Error(`no link to ${path} in "${mail.subject}"`);
  return link;
}

/** Fills in the sign-up form as someone who reads this language would. */
export async function ask(
  city: City,
  email: string,
  { topics = [PLAN], language = 'en' } = {},
): Promise<VisitedPage> {
  const visitor = new Visitor(city.url);
  const home = await visitor.open(`/?lang=${language}`);
  return visitor.send(home, { email, topics }, 'email');
}

/** Presses the button of the page behind a link, on another device than the one that asked. */
export async function press(
  link: string,
  fields: Record<string, string> = {},
  which = '',
): Promise<VisitedPage> {
  const visitor = new Visitor(link);
  return visitor.send(await visitor.open(link), fields, which);
}

/** Asks, confirms, and waits for the welcome letter. */
export async function follow(city: City, email: string, topics = [PLAN]): Promise<ReceivedMail> {
  await ask(city, email, { topics });
  await press(linkIn(await city.mails.nextMail(email), '/confirm/'));
  return city.mails.nextMail(email);
}
