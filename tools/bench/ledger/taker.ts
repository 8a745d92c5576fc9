import { startNeighbour } from '../../neighbour/neighbour.ts';
import { neighbourSettings } from './settings.ts';

// A stand-in for *notification*: takes what *consent* passes on and notes it in its inbox, once. Runs until it is stopped.
const order = { service: 'notification', take: async () => {}, ...neighbourSettings(process.env) } as const;
const app = await startNeighbour(order);
process.on('SIGTERM', () => void app.close());
