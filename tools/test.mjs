import { enter } from './enter/enter.mjs';

await enter('test/main.ts');
