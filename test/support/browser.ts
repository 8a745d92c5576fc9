import type { Browser } from 'playwright-core';

/**
 * The system's Chromium. `npm test` finds it, installs it when it can, and otherwise names the page tests as skipped.
 * Chromium's sandbox does not work for root, who runs most containers.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.TEST_CHROMIUM;
  if (!executablePath) throw new Error('TEST_CHROMIUM is missing: run page tests by `npm test -- page`');
  // Loaded here: it takes half a second, and most of those who use this folder open no browser.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}
