import type * as Sequencer from '../../../apps/consent/src/ledger/sequencer.service.ts';
import type * as Publication from '../../../apps/consent/src/publication/publication.service.ts';
import { built } from '../built.ts';
import { idleConsent } from './idle-consent.ts';

/** Program: writes all that waits in the inbox of *consent* into the ledger and signs it. Its environment is the service's. */
const { SequencerService } = await built<typeof Sequencer>('apps/consent/src/ledger/sequencer.service.js');
const { PublicationService } = await built<typeof Publication>(
  'apps/consent/src/publication/publication.service.js',
);
const app = await idleConsent();
const sequencer = app.get(SequencerService);
const begun = performance.now();
while ((await sequencer.appendBatch()) > 0);
const seconds = (performance.now() - begun) / 1000;
const published = await app.get(PublicationService).publish();
console.log(JSON.stringify({ size: published?.size, seconds }));
process.exit(0);
