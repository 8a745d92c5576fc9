import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'sass';
import { DIST, MODULES, ROOT } from '../project.ts';

const SITE = join(ROOT, 'libs', 'site', 'src');
const ASSETS = join(DIST, 'assets');
const GOVUK = join(MODULES, 'govuk-frontend', 'dist', 'govuk');

/**
 * Static files of the site: its own, its style sheet, the design system's script, and a worker of ALTCHA's. The design system's fonts and crests
 * stay where they are: they belong to the government of another country.
 */
export function makeAssets(): void {
  mkdirSync(ASSETS, { recursive: true });
  if (existsSync(join(SITE, 'assets'))) cpSync(join(SITE, 'assets'), ASSETS, { recursive: true });
  cpSync(join(GOVUK, 'govuk-frontend.min.js'), join(ASSETS, 'govuk-frontend.min.js'));
  // The worker that computes proofs of work for assets/proof-of-work.js.
  cpSync(join(MODULES, 'altcha', 'dist', 'workers', 'pbkdf2.js'), join(ASSETS, 'altcha-pbkdf2.js'));
  const styles = join(SITE, 'styles', 'site.scss');
  if (!existsSync(styles)) return;
  const { css } = compile(styles, { style: 'compressed', loadPaths: [MODULES], quietDeps: true });
  writeFileSync(join(ASSETS, 'site.css'), css);
}
