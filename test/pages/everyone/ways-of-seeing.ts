import { expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Fault, look, overflow } from '../../support/index.ts';
import { KEY_PAGES, LANGUAGES, type SeenSite } from './seen-site.ts';

/** A window of 1280 by 1024 pixels at 400 % (WCAG 1.4.10). */
const ZOOMED = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };

/** Zoomed, in colours of the reader's own, without motion, by keyboard: each with what is broken on purpose, to be found. */
export function waysOfSeeing(site: SeenSite): void {
  const through = async (
    options: BrowserContextOptions,
    act: (page: Page, name: string) => Promise<void>,
  ) => {
    const context = await site.browser.newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    for (const name of KEY_PAGES) {
      for (const language of LANGUAGES) {
        await page.goto(site.address(name, language));
        await act(page, `${name} ${language}`);
      }
    }
    await context.close();
  };
  const sound = async (page: Page, name: string, faults: Fault[]) => {
    for (const fault of faults)
      expect({ name, [fault]: await look(page, fault) }).toEqual({ name, [fault]: [] });
  };
  const broken = async (page: Page, style: string, fault: Fault) => {
    await page.addStyleTag({ content: style });
    expect(await look(page, fault)).not.toEqual([]);
  };

  it('ALL-1: at 400 % nothing scrolls sideways or is cut, and every control can be used', async () => {
    await through(ZOOMED, async (page, name) => {
      expect({ name, overflow: await overflow(page) }).toEqual({ name, overflow: 0 });
      await sound(page, name, ['cut', 'unreachable']);
      if (name !== 'home en') return;
      await broken(page, 'h1 { width: 400px }', 'cut');
      await broken(page, '.govuk-button { pointer-events: none }', 'unreachable');
    });
  });

  it('ALL-1: in forced colours fields and buttons keep an edge, and focus is seen', async () => {
    await through({ forcedColors: 'active' }, async (page, name) => {
      await sound(page, name, ['edgeless', 'unmarked']);
      if (name === 'home en') await broken(page, '.govuk-button { border: 0 !important }', 'edgeless');
    });
  });

  it('ALL-1: whoever wants less motion meets none', async () => {
    await through({ reducedMotion: 'reduce' }, async (page, name) => {
      await sound(page, name, ['moving']);
      if (name === 'home en') await broken(page, 'a { transition: color 1s !important }', 'moving');
    });
  });

  it('ALL-1: each control shows that it has the focus', async () => {
    await through({}, async (page, name) => {
      await sound(page, name, ['unmarked']);
      if (name === 'home en') await broken(page, 'a:focus { all: unset !important }', 'unmarked');
    });
  });
}
