import { enter } from './enter/enter.mjs';

await enter('build/main.ts');
