import type { Everything } from '../holdings/everything.ts';
import { zipOf } from '../packages/zip-of.ts';

/** What a resident keeps: a page to read on any device, and the same for programs, with all that a check of the ledger needs. */
export function everythingZip(everything: Everything, html: string): Buffer {
  return zipOf([
    { name: 'everything.html', bytes: Buffer.from(html) },
    { name: 'everything.json', bytes: Buffer.from(`${JSON.stringify(everything, null, 2)}\n`) },
  ]);
}
