import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// import.meta.dirname came only with Node 20.11.
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
