import { DataSource } from 'typeorm';
import type * as Evidence from '../../../apps/consent/src/evidence/evidence.service.ts';
import type * as Folder from '../../../apps/consent/src/exports/export-folder.ts';
import type { ExportRow } from '../../../apps/consent/src/exports/exports.query.ts';
import type * as Writing from '../../../apps/consent/src/exports/write-export.ts';
import { built } from '../built.ts';
import { idleConsent } from '../kept-ledger/idle-consent.ts';

/** Program: makes a package of everything as an export does, hash included. Environment: the service's. Argument: a new file. */
const [path = ''] = process.argv.slice(2);
const { EvidenceService } = await built<typeof Evidence>('apps/consent/src/evidence/evidence.service.js');
const { ExportFolder } = await built<typeof Folder>('apps/consent/src/exports/export-folder.js');
const { hashOf, writeExport } = await built<typeof Writing>('apps/consent/src/exports/write-export.js');
const app = await idleConsent();
const row = { format: 'package', scope: { kind: 'everything' }, wantedSize: null } as ExportRow;
let entries = 0;
await writeExport(path, row, {
  dataSource: app.get(DataSource),
  evidence: app.get(EvidenceService),
  ...app.get(ExportFolder).about,
  tell: (_, all) => {
    entries = all;
  },
});
console.log(JSON.stringify({ entries, ...(await hashOf(path)) }));
process.exit(0);
