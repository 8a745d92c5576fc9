import { Breaker } from '../../../apps/subscription/src/limits/breaker.ts';
import { sound } from './asking-states.ts';
import { PageReader, type State } from './page-reader.ts';

/** As narrow as can be, but for what the other states need. */
export const NARROW = {
  NETWORK_ASKS_PER_HOUR: '3',
  UNPROVEN_ASKS_PER_HOUR: '1',
  DOMAIN_ASKS_PER_HOUR: '1',
  LARGE_DOMAINS: 'example.ca',
  CONFIRMATIONS_PER_MINUTE: '20',
};

/** Too many from one network without a proof of work, too many from it at all, too many for one domain. @param block of networks. */
export async function limitedStates({ subscription, language }: PageReader, block: string): Promise<State[]> {
  const from = (host: string) => new PageReader(subscription, language, `${block}.${host}`);
  const crowd = from('1.1');
  await crowd.send('/', sound(crowd));
  const wait = await crowd.send('/', sound(crowd), 429);
  await crowd.send('/', sound(crowd), 429);
  const small = (name: string) => ({ ...sound(crowd), email: `${name}@${language}.example` });
  await from('2.1').send('/', small('first'));
  return [
    ['the page that lets wait', wait],
    ['too many from a network', await crowd.send('/', sound(crowd), 429)],
    ['too many for a domain', await from('3.1').send('/', small('second'), 429)],
  ];
}

/** Far more confirmations than ever: none is sent to anybody from then on. */
export async function stoppedStates(reader: PageReader): Promise<State[]> {
  const breaker = reader.subscription.app.get(Breaker);
  while (breaker.secondsLeft === 0) await breaker.count({ isMailed: true });
  return [['all confirmations stopped', await reader.send('/', sound(reader), 503)]];
}
