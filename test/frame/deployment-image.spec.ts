import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ROOT, SERVICES } from '../../tools/project.ts';
import { imageEnvironment, readDockerfile, sourceOf } from './deployment-image.testing.ts';

const instructions = readDockerfile();
const wordsOf = (wanted: string) =>
  instructions.filter(({ name }) => name === wanted).map(({ words }) => words);

describe('docker/Dockerfile', () => {
  it('starts a program that there is, for each service', () => {
    for (const service of SERVICES) {
      const source = String(sourceOf(String(wordsOf('CMD').at(-1)?.replaceAll('$SERVICE', service))));
      expect({ source, there: existsSync(join(ROOT, source)) }).toEqual({ source, there: true });
    }
  });

  it('copies only what there is, and what .dockerignore lets through', () => {
    const copied = wordsOf('COPY')
      .filter((words) => !words.startsWith('--from'))
      .flatMap((words) => words.split(' ').slice(0, -1));
    const ignore = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    expect(copied.length).toBeGreaterThan(0);
    for (const path of copied) {
      const found = { path, there: existsSync(join(ROOT, path)), sent: ignore.includes(`!${path}`) };
      expect(found).toEqual({ path, there: true, sent: true });
    }
    expect(ignore).toContain('*');
  });

  it('runs the Node that everything is tried with', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(wordsOf('ARG')[0]).toBe(`NODE=${devDependencies.node}`);
    for (const words of wordsOf('FROM')) expect(words).toMatch(/^node:\$\{NODE\}-slim\b/);
  });

  it('brings no package that only builds or tests', () => {
    const last = instructions.findLastIndex(({ name }) => name === 'FROM');
    const packages = instructions.slice(last).filter(({ words }) => words.includes('node_modules'));
    expect(packages).toEqual([{ name: 'COPY', words: '--from=packages /tidings/node_modules node_modules' }]);
    const made = instructions.slice(0, last).findLast(({ name }) => name === 'RUN');
    expect(made?.words).toBe('npm ci --omit=dev --omit=optional --ignore-scripts');
  });

  it('does not run as root, listens to the outside, and is asked whether it is ready', () => {
    expect(wordsOf('USER').at(-1)).toBe('1000:1000');
    expect(imageEnvironment()).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: '8080' });
    expect(wordsOf('HEALTHCHECK').at(-1)).toContain('/health/ready');
  });
});
