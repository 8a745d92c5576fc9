import { DataSource } from 'typeorm';
import { BUDGET, type PageReader, PLAN, type State } from './page-reader.ts';

/** The pages of whoever asks to follow something, and of whoever confirms or does not. */
export async function askingStates(reader: PageReader): Promise<State[]> {
  const topic = `/topics/${PLAN}`;
  const confirm = await reader.ask();
  const declined = await reader.ask();
  return [
    ['all topics with problems', await reader.send('/', { email: 'nobody' }, 422)],
    ['one topic with problems', await reader.send(topic, { email: '' }, 422)],
    ['a trap that was filled in', await reader.send('/', { ...sound(reader), homepage: 'x' }, 422)],
    ['a domain that looks misspelt', await reader.send(topic, { topics: PLAN, email: 'someone@gmial.com' })],
    ['mail again with problems', await reader.send('/check-your-mail', { email: '' }, 422)],
    ['confirm, when one topic was closed', await whileClosed(reader, [BUDGET], () => reader.open(confirm))],
    ['confirm, when all were closed', await whileClosed(reader, [PLAN, BUDGET], () => reader.open(confirm))],
    ['a closed topic', await whileClosed(reader, [PLAN], () => reader.open(topic))],
    ['confirmed', await reader.press(confirm)],
    ['a link that confirms nothing', await reader.open('/confirm/nothing', 404)],
    ['declined', await reader.press(`${declined}/not-me`)],
    ['data asked for with problems', await reader.send('/my-data', { email: '@' }, 422)],
    ['data', await reader.open('/my-data')],
    ['data asked for', await reader.open('/my-data/asked')],
  ];
}

export const sound = (reader: PageReader) => ({ email: reader.newAddress(), topics: PLAN });

async function whileClosed<T>(reader: PageReader, slugs: string[], act: () => Promise<T>): Promise<T> {
  const { manager } = reader.subscription.app.get(DataSource);
  const open = (isOpen: boolean) =>
    manager.query('UPDATE topics SET open = $1 WHERE slug = ANY ($2)', [isOpen, slugs]);
  await open(false);
  try {
    return await act();
  } finally {
    await open(true);
  }
}
