import { PersonalLetterAskedV1 } from '#libs/contracts';
import { BUDGET, PageReader, type State } from './page-reader.ts';

const DAY = { 'pause-day': '16', 'pause-month': '3', 'pause-year': '2026' };

/**
 * The pages behind a manage link: choosing, adding, what was agreed to, everything held, erasure; and asking for a link.
 * @param block of networks.
 */
export async function managingStates(reader: PageReader, block: string): Promise<State[]> {
  const { mailed, fresh } = await reader.follow();
  const language = reader.language;
  const states: State[] = [
    ['a link asked for', await reader.open('/manage')],
    ['a link asked for with problems', await reader.send('/manage', { email: '' }, 422)],
    ['a link that was asked for', await reader.open('/manage/asked')],
    ['manage by a link from any mail', await reader.open(mailed)],
    ['manage by a fresh link', await reader.open(fresh)],
    [
      'choices with problems',
      await reader.press(mailed, { language: 'xx', 'pause-day': '31' }, { status: 422 }),
    ],
    ['choices that were saved, with a pause', await reader.press(mailed, { language, ...DAY })],
    ['a fresh link sent', await reader.press(`${mailed}/fresh`, {}, { page: mailed })],
    ['no more topic to add', await reader.open(`${mailed}/topics`)],
    ['one topic left', await reader.press(mailed, { language, [`topic-${BUDGET}`]: 'leave' })],
    ['topics to add', await reader.open(`${mailed}/topics`)],
    ['topics to add with problems', await reader.press(`${mailed}/topics`, {}, { status: 422 })],
    ['history', await reader.open(`${fresh}/history`)],
    ['data', await reader.open(`${fresh}/data`)],
    ['everything left', await reader.press(mailed, { scope: 'everything' })],
    ['erase', await reader.open(`${fresh}/erase`)],
    ['erased', await reader.press(`${fresh}/erase`)],
    ['a link that opens nothing', await reader.open('/manage/nothing', 404)],
  ];
  return [...states, ...(await moving(reader, block)), ...(await leaving(reader))];
}

/** From one address to another. */
async function moving(reader: PageReader, block: string): Promise<State[]> {
  const { fresh } = await reader.follow();
  const form = `${fresh}/address`;
  let networks = 0;
  const ask = (email: string, status = 200) => {
    networks += 1;
    const elsewhere = new PageReader(reader.subscription, reader.language, `${block}.${100 + networks}.1`);
    return elsewhere.press(form, { email }, { status });
  };
  const link = async () => `/change-address/${(await reader.subscription.last(PersonalLetterAskedV1)).token}`;
  const asked = await ask(`new-${reader.newAddress()}`);
  const agree = await link();
  const states: State[] = [
    ['another address', await reader.open(form)],
    ['another address with problems', await ask('nobody', 422)],
    ['another address asked for', asked],
    ['agree to another address', await reader.open(agree)],
    ['refuse another address', await reader.open(`${agree}/not-me`)],
    ['another address refused', await reader.press(`${agree}/not-me`)],
  ];
  await ask(`newer-${reader.newAddress()}`);
  return [...states, ['agreed to another address', await reader.press(await link())]];
}

async function leaving(reader: PageReader): Promise<State[]> {
  const { leave } = await reader.follow();
  return [
    ['leave', await reader.open(leave)],
    ['left one topic', await reader.send(leave, { scope: 'topic' })],
    ['left everything', await reader.send(leave, { scope: 'everything' })],
    ['a leave link that is not known', await reader.open('/leave/nothing', 404)],
  ];
}
