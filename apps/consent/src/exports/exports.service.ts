import { createReadStream, type ReadStream } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { Clock, Random } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { Problem } from '#libs/problems';
import type { JsonObject } from '#libs/tlog';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { residentIdsOf } from '../packages/package.query.ts';
import type { Scope } from '../packages/scope.ts';
import { ExportFolder } from './export-folder.ts';
import type { ExportRequest } from './export-request.ts';
import { type ExportRow, findExport, insertExport, listExports } from './exports.query.ts';

const SHOWN = 50;

export const exportUnknown = () =>
  new Problem('export-unknown', 404, 'There is no such file, or not any more');

/** Takes what auditors ask for, and hands out the files. Both are entries of the ledger (PROOF-4). */
@Injectable()
export class ExportsService {
  constructor(
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly folder: ExportFolder,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** @returns whether there is something to make: of an address that the ledger does not know there is nothing. */
  async ask({ format, scope: wanted, size }: ExportRequest, auditor: string): Promise<boolean> {
    return this.corridor.act(async (act) => {
      const { manager } = act;
      const scope: Scope =
        wanted.kind === 'resident'
          ? { kind: 'resident', resident_ids: await residentIdsOf(manager, wanted.address) }
          : wanted;
      if (scope.kind === 'resident' && scope.resident_ids.length === 0) return false;
      const id = this.random.uuid();
      const row = { id, format, scope, wantedSize: size ?? null, requestedBy: auditor };
      await insertExport(manager, { ...row, requestedAt: this.clock.now() });
      await this.events.record(act, {
        kind: 'export',
        payload: { action: 'asked-for-export', export_id: id, auditor, format, ...scopeFields(scope) },
      });
      return true;
    });
  }

  async list(): Promise<ExportRow[]> {
    return this.corridor.act(({ manager }) => listExports(manager, SHOWN));
  }

  /** @throws Problem `export-unknown` when there is no file, or not any more. */
  async open(id: string, auditor: string): Promise<{ row: ExportRow; file: ReadStream }> {
    return this.corridor.act(async (act) => {
      const row = await findExport(act.manager, id);
      if (row?.state !== 'done') throw exportUnknown();
      await this.events.record(act, {
        kind: 'export',
        payload: {
          action: 'took-export',
          export_id: id,
          auditor,
          format: row.format,
          ...scopeFields(row.scope),
        },
      });
      return { row, file: createReadStream(this.folder.pathOf(id)) };
    });
  }
}

/** The one resident is named as in other events, so that it is found among what was done about them. */
function scopeFields(scope: Scope): JsonObject {
  const [resident] = scope.kind === 'resident' ? scope.resident_ids : [];
  return { scope: { ...scope }, ...(resident !== undefined && { resident_id: resident }) };
}
