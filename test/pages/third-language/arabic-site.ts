import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../tools/ports.ts';
import { DIST, ROOT } from '../../../tools/project.ts';
import { serviceEnvironment } from '../../../tools/services/environment.ts';
import { runCommand, startService } from '../../../tools/services/programs.ts';
import { freshDatabase, freshRedis } from '../../support/index.ts';
import { ownName, ownProcesses, testRun } from '../../support/run.ts';
import { pseudoArabic, withArabic } from './pseudo-arabic.ts';

const TORONTO = join(ROOT, 'seed', 'toronto');
const ARABIC = { code: 'ar', locale: 'ar', name: 'العربية' };

/** The built *subscription* alone, in a city that speaks a third language: nothing was added but files. */
export async function startArabicSite(): Promise<{ url: string; stop: () => Promise<void> }> {
  const name = ownName('arabic');
  const folder = join(testRun().folder, name);
  const logs = join(testRun().folder, 'logs', name);
  const processes = ownProcesses(name);
  makeArabicCity(join(folder, 'city'));
  addWords(folder);
  const [database, redis] = await Promise.all([freshDatabase(), freshRedis()]);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const unused = { issuer: url, smtpUrl: '', signerFolder: folder };
  const corridor = { publicUrl: url, ownerUrl: database.ownerUrl, redisUrl: redis.url, ...unused };
  const given = { ...process.env, CITY_FOLDER: join(folder, 'city') };
  const env = serviceEnvironment('subscription', port, { ...corridor, secrets: testRun().secrets }, given);
  const order = { service: 'subscription', env, logs, dist: join(folder, 'dist') } as const;
  const stop = async () => {
    await processes.stopAll();
    await Promise.all([redis.stop(), database.drop()]);
    rmSync(folder, { recursive: true });
  };
  try {
    await runCommand('seed', order, processes);
    await startService(order, processes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function makeArabicCity(folder: string): void {
  cpSync(TORONTO, folder, { recursive: true });
  for (const file of ['city.json', 'topics.json']) {
    const known = JSON.parse(readFileSync(join(TORONTO, file), 'utf8'));
    if (known.languages) known.languages.push(ARABIC);
    writeFileSync(join(folder, file), JSON.stringify(withArabic(known)));
  }
}

/** A copy of what was built, with a file of words beside each English one. */
function addWords(folder: string): void {
  for (const part of ['apps/subscription', 'libs', 'assets'])
    cpSync(join(DIST, part), join(folder, 'dist', part), { recursive: true });
  // It says where `#libs` are.
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  const files = readdirSync(join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((path) => path.endsWith('languages/en.json'))) {
    const english = JSON.parse(readFileSync(join(folder, 'dist', file), 'utf8')) as Record<string, string>;
    const arabic = Object.entries(english).map(([key, words]) => [key, pseudoArabic(words)]);
    writeFileSync(
      join(folder, 'dist', file.replace(/en\.json$/, 'ar.json')),
      JSON.stringify(Object.fromEntries(arabic)),
    );
  }
}
