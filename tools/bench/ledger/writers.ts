import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { contractOf, readMessage } from '#libs/contracts';
import { Seal } from '#libs/messaging';
import { eventsOf, publishedTopics } from '../../neighbour/events.ts';
import { startNeighbour } from '../../neighbour/neighbour.ts';
import { waitUntil } from '../../processes/wait-until.ts';
import { neighbourSettings } from './settings.ts';

// A stand-in for *subscription*: so many writers, each with a connection of its own, commit one checked and sealed message after
// the other into its outbox, as fast as they can; its own relay hands them on. Runs until it is stopped.
const { events, writers, ...settings } = neighbourSettings(process.env);
const seal = new Seal(settings.messageKey);
const app = await startNeighbour({ service: 'subscription', take: async () => {}, ...settings });
const clients = await Promise.all(Array.from({ length: writers }, connect));
const [first = await connect()] = clients;

for (const topic of publishedTopics(new Date().toISOString())) await post(first, topic);
await waitUntil('the topics to be known', 600, async () => {
  const { rowCount } = await first.query('SELECT 1 FROM outbox LIMIT 1');
  return rowCount === 0;
});
console.log(JSON.stringify({ begunAt: Date.now() }));
const stories = makeStories(events);
await Promise.all(clients.map(write));
console.log(JSON.stringify({ postedAt: Date.now() }));
await Promise.all(clients.map((client) => client.end()));
process.on('SIGTERM', () => void app.close());

async function connect(): Promise<Client> {
  const client = new Client({
    connectionString: settings.databaseUrl,
    options: '-c search_path=subscription',
  });
  await client.connect();
  return client;
}

/** Each writer tells one story after another, each in its order. */
async function write(client: Client): Promise<void> {
  for (const story of stories) for (const event of story) await post(client, event);
}

/** One statement is one transaction, and one flush to disk. */
async function post(client: Client, message: object): Promise<void> {
  const { kind, lane } = contractOf(message);
  const id = randomUUID();
  const sealed = seal.seal(readMessage(kind, message), `${kind} ${id}`);
  await client.query({
    name: 'post',
    text: `INSERT INTO outbox (id, recipient, lane, kind, sealed, story_id, posted_at)
           VALUES ($1, 'consent', $2, $3, $4, $1, now())`,
    values: [id, lane, kind, sealed],
  });
}

/** Shared by all writers: each takes the next story. Made while they run, as residents come. */
function* makeStories(count: number): Generator<object[]> {
  for (let made = 0, resident = 0; made < count; resident += 1) {
    const story = eventsOf(resident, new Date()).slice(0, count - made);
    made += story.length;
    yield story;
  }
}
