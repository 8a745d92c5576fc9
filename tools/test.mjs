import { enter } from './enter/enter.mjs';

const ran = await enter('test/main.ts');
// The last line says how it went, also when it did not come to a test.
if (!ran) console.log('0 passed, 1 failed, 0 skipped');
