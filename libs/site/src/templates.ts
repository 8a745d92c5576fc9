import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import nunjucks from 'nunjucks';

/** The page shell and what several services show. */
export const SITE_TEMPLATES = join(import.meta.dirname, 'templates');

const GOVUK = join(dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')), 'dist');

/**
 * Templates are looked for in the given folders (a service gives its `src`, as they lie beside their feature), then in the
 * site's own, then among govuk-frontend's macros (`govuk/components/…`). Everything shown is escaped.
 */
export function createTemplates(folders: string[]): nunjucks.Environment {
  const loader = new nunjucks.FileSystemLoader([...folders, SITE_TEMPLATES, GOVUK]);
  return new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
}
