import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../dispatch/statement.query.ts';
import { statementCsv, statementJson } from './statement-file.ts';

const at = new Date('2026-03-02T15:00:00Z');
const statement: Statement = {
  dispatchId: '0190f5c0-1234-4abc-8def-0123456789ab',
  announcementId: '0190f5c0-1234-4abc-8def-0123456789ac',
  topic: 'plan',
  state: 'finished',
  reason: null,
  scheduledAt: at,
  plannedAt: at,
  finishedAt: at,
  deliveriesDroppedAt: null,
  audience: 10,
  inDigests: 4,
  paused: 2,
  accepted: 6,
  suppressed: 1,
  failed: 3,
  uncertain: 0,
  toDo: 0,
  isWithheld: false,
  deferred: 0,
  reasons: {
    suppressed: [{ reason: 'withdrew', count: 1 }],
    failed: [
      { reason: '5.1.1', count: 2 },
      { reason: '=cmd("a,b")', count: 1 },
    ],
    uncertain: [],
  },
};

describe('the statement as a file', () => {
  it('SEND-2: a spreadsheet gets each number, and each reason with how many', () => {
    expect(statementCsv(statement).split('\r\n')).toEqual([
      'outcome,reason,residents',
      'audience,,10',
      'accepted,,6',
      'suppressed,,1',
      'failed,,3',
      'uncertain,,0',
      'toDo,,0',
      'inDigests,,4',
      'paused,,2',
      'suppressed,withdrew,1',
      'failed,5.1.1,2',
      `failed,"'=cmd(""a,b"")",1`,
      '',
    ]);
  });

  it('SEND-2: a program gets the same', () => {
    expect(JSON.parse(statementJson(statement))).toMatchObject({ audience: 10, reasons: statement.reasons });
  });
});
