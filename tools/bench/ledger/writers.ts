import { DataSource } from 'typeorm';
import { Corridor } from '#libs/messaging';
import { eventsOf, publishedTopics } from '../../neighbour/events.ts';
import { startNeighbour } from '../../neighbour/neighbour.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { neighbourSettings } from './settings.ts';

// A stand-in for *subscription*: as many writers as asked for, each posting one event a transaction, as fast as it can. Ends
// when all that it posted is acknowledged.
const { events, writers, ...settings } = neighbourSettings(process.env);
const app = await startNeighbour({
  service: 'subscription',
  connections: writers,
  take: async () => {},
  ...settings,
});
const corridor = app.get(Corridor);
const post = (message: object) => corridor.act(async (act) => act.post(message));

for (const topic of publishedTopics(new Date().toISOString())) await post(topic);
await untilAcknowledged();
console.log(JSON.stringify({ begunAt: Date.now() }));
const stories = makeStories(events);
await Promise.all(Array.from({ length: writers }, write));
console.log(JSON.stringify({ postedAt: Date.now() }));
await untilAcknowledged();
await app.close();

/** One writer tells one story after another, each in its order. */
async function write(): Promise<void> {
  for (const story of stories) for (const event of story) await post(event);
}

/** Shared by all writers: each takes the next story. Made while they run, as residents come. */
function* makeStories(count: number): Generator<object[]> {
  for (let made = 0, resident = 0; made < count; resident += 1) {
    const story = eventsOf(resident, new Date()).slice(0, count - made);
    made += story.length;
    yield story;
  }
}

async function untilAcknowledged(): Promise<void> {
  const outbox = app.get(DataSource);
  await waitUntil('every acknowledgement', 600, async () => {
    const rows = await outbox.query<unknown[]>('SELECT 1 FROM outbox LIMIT 1');
    return rows.length === 0;
  });
}
