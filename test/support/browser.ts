import { type Browser, chromium } from 'playwright-core';

/**
 * The system's Chromium. `npm test` finds it, installs it when it can, and otherwise names the page tests as skipped.
 * Chromium's sandbox does not work for root, who runs most containers.
 */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.TEST_CHROMIUM;
  if (!executablePath) throw new Error('TEST_CHROMIUM is missing: run page tests by `npm test -- page`');
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
