import { eventually } from './eventually.ts';
import type { Visitor } from './visitor.ts';

/**
 * Asks for a file on the auditors' page, waits until it is made, and fetches it.
 * @param auditor somebody who is signed in at `/audit`.
 */
export async function exportedFile(auditor: Visitor, format: string): Promise<Buffer> {
  const look = async () => {
    const page = await auditor.open('/audit/exports?lang=en');
    return { page, links: [...page.html.matchAll(/href="([^"]+\/file)"/g)].map(([, href = '']) => href) };
  };
  const before = await look();
  await auditor.send(before.page, { format, scope: 'everything' }, '/audit/exports');
  const isNew = (href: string) => !before.links.includes(href);
  const { links } = await eventually(look, (now) => now.links.some(isNew), 20);
  return auditor.download(links.find(isNew) ?? '');
}
