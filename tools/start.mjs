import { enter } from './enter/enter.mjs';

await enter('start/main.ts');
