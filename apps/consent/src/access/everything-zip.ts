import type { Everything } from '../holdings/everything.ts';
import { zipOf } from '../packages/zip-of.ts';
import type { ReceiptFile } from '../receipts/receipts.service.ts';

/** What a resident keeps: a page to read on any device, the same for programs, and the receipts. */
export function everythingZip(
  everything: Everything,
  { html, receipts }: { html: string; receipts: ReceiptFile[] },
): Buffer {
  return zipOf([
    { name: 'everything.html', bytes: Buffer.from(html) },
    { name: 'everything.json', bytes: Buffer.from(`${JSON.stringify(everything, null, 2)}\n`) },
    ...receipts.map(({ name, text }) => ({ name: `receipts/${name}`, bytes: Buffer.from(text) })),
  ]);
}
