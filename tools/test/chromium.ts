import { findProgram } from '../packages/find-program.ts';
import { installPackage } from '../packages/install-package.ts';
import { say } from '../say.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** @returns the path of a Chromium, or undefined after saying what would bring one. */
export async function findChromium(): Promise<string | undefined> {
  const found = process.env.TEST_CHROMIUM || findProgram(NAMES);
  if (found) return found;
  const refusal = await installPackage('chromium');
  const installed = findProgram(NAMES);
  if (!installed) {
    say(
      'Chromium',
      `none was found, and installing it did not work: ${refusal ?? 'no package of that name brings one'}`,
    );
    say('', 'Page tests are skipped. Install chromium or set TEST_CHROMIUM to a browser to run them.');
  }
  return installed;
}
