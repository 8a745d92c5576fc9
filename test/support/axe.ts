import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WCAG_22_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds against WCAG 2.2 AA on the page as it stands: the rule, and where.
 * @param exclude parts that were looked at before, as selectors. What holds for a page as a whole is looked at all the same.
 */
export async function axeFindings(page: Page, exclude: string[] = []): Promise<string[]> {
  // It is half a megabyte, and outlives new content of the same page.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(readFileSync(AXE, 'utf8'));
  const options = JSON.stringify({ runOnly: WCAG_22_AA });
  const found = (await page.evaluate(
    `axe.run(${JSON.stringify({ exclude })}, ${options}).then((result) => result.violations)`,
  )) as {
    id: string;
    nodes: { target: string[] }[];
  }[];
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** How many CSS pixels the page is wider than the window: 0 when nobody has to scroll sideways (ALL-1). */
export async function overflow(page: Page): Promise<number> {
  return (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number;
}
