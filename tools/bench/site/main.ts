import { mkdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { openInstallation } from '../../installation/installation.ts';
import { asOwner } from '../../postgres/prepare-database.ts';
import { Processes } from '../../processes/processes.ts';
import { stopOnSignals } from '../../processes/stop-on-signals.ts';
import { DATA } from '../../project.ts';
import { say, tellFailure } from '../../say.ts';
import { cpuSeconds } from '../cpu.ts';
import { faultsOfAnswers, load } from './load.ts';
import { measureOneClick } from './one-click.ts';
import { readOptions, type SiteOptions } from './options.ts';
import { tellLoad } from './report.ts';
import { measureSignUp } from './sign-up.ts';
import { foundSite, type SiteCity } from './site-city.ts';
import { visitor } from './visitor.ts';

/**
 * What a city would have another way: in a minute more sign up here than the breaker lets pass, and proofs of work are solved
 * beforehand by one machine. Checking a proof costs the same however long it took.
 */
const NEEDED: NodeJS.ProcessEnv = { CONFIRMATIONS_PER_MINUTE: '1000000', PROOF_STEPS: '1' };

// `npm run bench:site`: what residents and mail programs ask of the site, with everything running. CONTRIBUTING.md names the options.
const folder = join(DATA, 'bench', `site-${process.pid}`);
mkdirSync(folder, { recursive: true });
const processes = new Processes(join(folder, 'bench.processes'));
stopOnSignals(() => processes.stopAll(), 130);
try {
  const options = readOptions(process.argv.slice(2));
  const [{ model } = { model: 'unknown' }] = cpus();
  say('Machine', `${cpus().length} × ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB; load ${loadOf()}`);
  const installation = await openInstallation(folder, processes);
  const settings = { ...NEEDED, ...options.settings };
  say(
    'Settings',
    Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  );
  say(
    '',
    'all other limits as they are by default: each resident comes from a network of their own, and few share a domain',
  );
  const city = await foundSite(installation, processes, settings);
  const faults = await asOwner(installation.ownerUrl, (owner) => measure(city, owner, options));
  for (const fault of faults) say('FAULT', fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
  if (faults.length === 0) await installation.close();
} catch (error) {
  tellFailure(error);
  process.exitCode = 1;
} finally {
  await processes.stopAll();
}
process.exit();

async function measure(city: SiteCity, owner: Client, options: SiteOptions): Promise<string[]> {
  const faults: string[] = [];
  const { connections, perSecond } = options;
  const site = city.subscription.url;
  if (options.homes > 0) {
    const order = { url: `${site}/?lang=en`, amount: options.homes, connections };
    const figures = await watched(
      'Home page',
      city,
    )({
      ...order,
      request: (number) => ({ headers: visitor(number) }),
      isRight: ({ status, body }) => status === 200 && body.includes('name="formTime"'),
    });
    faults.push(...faultsOfAnswers(figures));
  }
  if (options.asks > 0) {
    const order = { amount: options.asks, connections, perSecond };
    const told = await measureSignUp(city, owner, { ...order, load: watched('Sign-up', city) });
    say(
      '',
      `${told.pending} pending requests, ${told.mails} mails; the last arrived ${told.arrivedAfterSeconds.toFixed(1)} s after`,
    );
    faults.push(...told.faults);
  }
  if (options.leaves > 0) {
    const order = { amount: options.leaves, connections, perSecond };
    const told = await measureOneClick(city, owner, { ...order, load: watched('One click', city) });
    say('', `the last was effective ${told.effectiveAfterSeconds.toFixed(1)} s after`);
    faults.push(...told.faults);
  }
  return faults;
}

/** The load, with what each process used for it until the last answer. What they do afterwards is not counted. */
function watched(name: string, city: SiteCity): typeof load {
  const { subscription, consent, notification, sink, installation } = city;
  const pids = {
    ...{ subscription: subscription.pid, consent: consent.pid, notification: notification.pid },
    ...{ postgres: installation.postgres().pid, redis: installation.redis().pid, sink: sink.child.pid },
  };
  return async (order) => {
    const used = () => Object.entries(pids).map(([process, pid]) => [process, cpuSeconds(pid)] as const);
    const [before, own] = [new Map(used()), process.cpuUsage()];
    const figures = await load(order);
    const { user, system } = process.cpuUsage(own);
    const usage = used().map(
      ([process, seconds]) => [process, seconds - (before.get(process) ?? 0)] as const,
    );
    tellLoad(name, figures, [...usage, ['load', (user + system) / 1e6]]);
    return figures;
  };
}

function loadOf(): string {
  return loadavg()[0]?.toFixed(1) ?? '';
}
