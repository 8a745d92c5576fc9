import type { Client } from 'pg';
import { waitUntil } from '../../processes/wait-until.ts';
import { say } from '../../say.ts';
import { findPostfix, knownPostfix, type PostfixPrograms } from '../../smtp/find-postfix.ts';
import { Asking } from './asking.ts';
import { type BenchCity, growAudience, TOPIC } from './city.ts';
import { askingFigures, leavingFigures, tellDelays } from './delays.ts';
import { measureDispatch } from './dispatch.ts';
import { type Leaver, Leaving } from './leaving.ts';
import type { BenchOptions } from './options.ts';
import { tellDispatch, tellProfile, tellStages } from './report.ts';
import { profileDispatch, takeSample } from './side-dispatches.ts';
import { SIGNED, signingSettings } from './signing.ts';
import { type Sink, startSink, startSlowLine } from './sink.ts';
import { measureSource } from './source.ts';
import { readStages, type Size } from './stages.ts';

const STEPS = [10_000, 100_000, 1_000_000];
/** Twenty a second while it runs, and at most so many of a hundred residents. */
const MOST_LEAVERS = 4_000;
const MOST_ASKING = 1_000;

/** Everything that the options ask for, told as it is measured. @returns what was wrong, in words. */
export async function measureSizes(city: BenchCity, owner: Client, options: BenchOptions): Promise<string[]> {
  const { installation, processes } = city;
  // Into our own sink it can be measured without smtp-source, where there is none.
  const programs = options.sink === 'ours' ? knownPostfix() : await findPostfix();
  const settings = { ...(await signingSettings(options.signing)), ...options.settings };
  const sample = await takeSample(city, owner, { signing: options.signing, settings });
  say(
    'Sample',
    `${sample.mails} mails of ${sample.octets} octets, each with its own unsubscribe link, ${SIGNED[options.signing]}`,
  );
  const { folder } = installation;
  const sink = await startSink(options.sink, { folder, ...(programs && { programs }) }, processes);
  const port =
    options.roundTrip === 0
      ? sink.port
      : await startSlowLine(
          installation,
          { target: sink.port, milliseconds: options.roundTrip / 2 },
          processes,
        );
  const measured = { ...options, settings, programs, octets: sample.octets, sink, port };
  const sizes = options.isGrowing ? STEPS.filter((step) => step < options.residents) : [];
  const faults = [...sample.faults];
  const told: Size[] = [];
  let from = 0;
  for (const to of [...sizes, options.residents]) {
    const leavers = options.isWhile ? Math.min(MOST_LEAVERS, Math.ceil((to - from) / 20)) : 0;
    const leaving = await growAudience(city, owner, { from, to, leavers });
    const { size, ...found } = await measureSize(city, owner, { ...measured, leavers: leaving });
    told.push(size);
    faults.push(...found.faults);
    from = to;
  }
  tellStages(told);
  if (options.profile > 0) {
    const { parts, mails } = await profileDispatch(city, owner, { ...options, settings, port });
    tellProfile(parts, mails);
  }
  return faults;
}

interface SizeOrder extends Omit<BenchOptions, 'sink'> {
  programs: PostfixPrograms | undefined;
  octets: number;
  sink: Sink;
  /** Where both send to: the sink, or the line to it. */
  port: number;
  leavers: Leaver[];
}

async function measureSize(
  city: BenchCity,
  owner: Client,
  order: SizeOrder,
): Promise<{ size: Size; faults: string[] }> {
  const { installation } = city;
  const { sink, port, sessions, octets, programs } = order;
  const { rows } = await owner.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM notification.audience WHERE topic = $1 AND active',
    [TOPIC],
  );
  const mails = Math.min(mailsOfSource(order), rows[0]?.count ?? 0);
  const source = async () =>
    programs ? [await measureSource({ program: programs.source, port, mails, sessions, octets })] : [];
  const before = await source();
  await owner.query('CHECKPOINT');
  const notification = await installation.start('notification', {
    ...{ SMTP_URL: `smtp://127.0.0.1:${port}`, DISPATCH_CONNECTIONS: `${sessions}`, LOG_LEVEL: 'info' },
    ...order.settings,
  });
  const site = city.subscription.url;
  const linkKeys = installation.secrets.LINK_KEYS.split(',');
  const asking = new Asking({ site, topic: TOPIC, most: MOST_ASKING });
  let leaving: Leaving | undefined;
  const figures = await measureDispatch({
    ...{ owner, topic: TOPIC, notification, longestSeconds: order.longestSeconds },
    pids: {
      ...{ notification: notification.pid, subscription: city.subscription.pid, consent: city.consent.pid },
      ...{ postgres: installation.postgres().pid, redis: installation.redis().pid, sink: sink.child.pid },
    },
    meanwhile: (announcementId) => {
      if (!order.isWhile) return [];
      leaving = new Leaving(order.leavers, { owner, announcementId, site, linkKeys });
      return [leaving, asking];
    },
  });
  const letters = await lettersArrived(asking, sink);
  await notification.stop();
  tellDispatch(figures, { sink: sink.name, source: [...before, ...(await source())] });
  const { audience: residents, dispatchId } = figures.account;
  const measured = {
    size: { residents, stages: readStages(notification.log, dispatchId) },
    faults: figures.faults,
  };
  if (!leaving) return measured;
  const left = leavingFigures(leaving.left, sink.lines());
  say('Leaving', `standing ended: ${tellDelays(left.ended)}`);
  say(
    '',
    `no mail begins any more: ${tellDelays(left.effective)}; ${left.late} mails began after the answer`,
  );
  say('Letters', tellDelays(askingFigures(asking.asked, letters)));
  return measured;
}

/** On a long line smtp-source waits for five answers a mail: as many as it sends in twenty seconds. */
function mailsOfSource({ roundTrip, sessions, sink }: SizeOrder): number {
  return roundTrip === 0 ? sink.mailsOfSource : Math.ceil((sessions * 20_000) / (roundTrip * 5));
}

/** Letters that were asked for last may still be on their way. */
async function lettersArrived({ asked }: Asking, sink: Sink) {
  const areHere = () => {
    const arrived = new Set(sink.lines().map(({ to }) => to));
    return [...asked.keys()].every((address) => arrived.has(address));
  };
  // One that never comes shows in the figures.
  await waitUntil('the letters', 20, areHere).catch(() => undefined);
  return sink.lines();
}
