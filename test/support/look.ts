import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const SCRIPT = join(import.meta.dirname, 'look-at-page.js');

/** What may be wrong with a page as it stands, each by a word of `look-at-page.js`. */
export type Fault = 'cut' | 'unreachable' | 'edgeless' | 'moving' | 'unmarked';

/** @returns the elements that have this fault; the page must let scripts of tests run (`bypassCSP`). */
export async function look(page: Page, fault: Fault): Promise<string[]> {
  if (!(await page.evaluate('"look" in window'))) await page.evaluate(`{${readFileSync(SCRIPT, 'utf8')}}`);
  return (await page.evaluate(`look.${fault}()`)) as string[];
}
