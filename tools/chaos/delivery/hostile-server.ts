import { createServer } from 'node:net';
import { seededRandom } from '../random.ts';
import { HostileSession } from './hostile-session.ts';
import { moodAt, offersOf } from './temper.ts';

// Program: an SMTP server on 127.0.0.1:PORT that does at every step what servers do at their worst, drawn from SEED, and writes down
// what it saw of each mail, one JSON a line (wire-record.ts). After SIGUSR2 it is friendly.
const { PORT, SEED = '1' } = process.env;
let isCalm = false;
let connections = 0;

createServer({ noDelay: true }, (socket) => {
  connections += 1;
  const random = seededRandom(Number(SEED) + connections * 7919);
  new HostileSession(socket, {
    mood: (place) => (isCalm ? { does: 'friendly' } : moodAt(place, random)),
    offers: () => offersOf(random, isCalm),
    tell: (record) => void process.stdout.write(`${JSON.stringify(record)}\n`),
  });
}).listen(Number(PORT), '127.0.0.1', 1024);
process.on('SIGUSR2', () => {
  isCalm = true;
});
process.on('SIGTERM', () => process.exit());
