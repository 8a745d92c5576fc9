import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { compile } from 'sass';
import { mirrorSheet } from './mirror-sheet.ts';

const ROOT = join(import.meta.dirname, '../../..');
let css: string;

beforeAll(() => {
  const source = join(import.meta.dirname, 'styles/site.scss');
  css = compile(source, { loadPaths: [join(ROOT, 'node_modules')], style: 'compressed' }).css;
});

describe('the style sheet', () => {
  it('ALL-3: is a small part of a page’s 100 KB', () => {
    expect(gzipSync(css).length).toBeLessThan(14_000);
  });

  it('loads nothing: no font, no picture, no other sheet', () => {
    expect(css).not.toMatch(/url\(|@import|@font-face/);
  });

  it('carries neither the crown nor GDS Transport', () => {
    expect(css).not.toMatch(/gds transport|crown|crest/i);
  });

  it('ALL-2: is the same length of rules when it is mirrored, and the same again when mirrored twice', () => {
    const mirrored = mirrorSheet(css);
    expect(mirrored).not.toBe(css);
    expect(mirrorSheet(mirrored)).toBe(css);
  });
});
