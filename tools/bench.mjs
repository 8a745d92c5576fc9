import { enter } from './enter/enter.mjs';

// `npm run bench:ledger` calls this with the bench's folder as the first word; the other words are the bench's own.
const [name] = process.argv.splice(2, 1);
await enter(`bench/${name}/main.ts`);
