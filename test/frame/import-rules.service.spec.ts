import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

/** One file for each rule, and the rule that it breaks. */
const BREAKS: Record<string, [file: string, text: string]> = {
  'lib-clock': ['libs/clock/src/index.ts', "import '#libs/settings';"],
  'unlisted-lib': ['libs/helpers/src/index.ts', "import '#libs/settings';"],
  'apps-apart': ['apps/consent/src/a.ts', "import '../../subscription/src/a.ts';"],
  'libs-below-apps': ['libs/settings/src/a.ts', "import '../../../apps/subscription/src/a.ts';"],
  'one-door': ['apps/consent/src/b.ts', "import '../../../libs/settings/src/inner.ts';"],
  'program-without-tests': ['apps/consent/src/c.ts', "import '../../../test/support/a.ts';"],
  'no-circle': ['apps/consent/src/d.ts', "import './e.ts';"],
  'tlog-pure': ['libs/tlog/src/index.ts', "import 'rxjs';"],
  'sender-without-nest': ['apps/notification/src/sending/a.ts', "import '#libs/messaging';"],
  'production-packages': ['apps/consent/src/f.ts', "import 'maildev';"],
  resolvable: ['apps/consent/src/g.ts', "import './nowhere.ts';"],
};

/** What the broken files lean on, and what no rule may complain of. */
const SOUND: Record<string, string> = {
  'apps/consent/src/e.ts': "import './d.ts';",
  'apps/subscription/src/a.ts': "import '#libs/settings';\nimport 'rxjs';",
  'libs/settings/src/index.ts': "import './inner.ts';",
  'libs/settings/src/inner.ts': 'export const a = 1;',
  'libs/messaging/src/index.ts': "import '#libs/clock';",
  'test/support/a.ts': 'export const a = 1;',
};

interface Violation {
  from: string;
  rule: { name: string };
}

describe('the import rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-imports-'));
  let violations: Violation[];

  beforeAll(() => {
    const broken = Object.fromEntries(Object.values(BREAKS));
    for (const [file, text] of Object.entries({ ...SOUND, ...broken })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${text}\n`);
    }
    for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json']) {
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const program = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
    const args = [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs'];
    const { stdout } = spawnSync(process.execPath, args, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(BREAKS))('%s is noticed', (rule, [file]) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(
      rule,
    );
  });

  it('do not complain of what is allowed', () => {
    const sound = Object.keys(SOUND).filter((file) => file !== 'apps/consent/src/e.ts');
    expect(violations.filter(({ from }) => sound.includes(from))).toEqual([]);
  });
});
