import { enter } from './enter/enter.mjs';

// `npm run chaos:ledger` calls this with the ordeal's folder as the first word; the other words are the ordeal's own.
const [name] = process.argv.splice(2, 1);
await enter(`chaos/${name}/main.ts`);
