import { describe, expect, it } from '@jest/globals';
import { addStages, stageTable } from './stages.ts';

const line = (dispatchId: string, mails: number, wire: number) =>
  JSON.stringify({
    dispatchId,
    stages: { mails, milliseconds: { read: 1, check: 2, render: 0, sign: 0, wire, record: 1 } },
  });

describe('the stages of a dispatch', () => {
  it('are added up over senders, and those of other dispatches left out', () => {
    expect(addStages([line('a', 100, 10), line('b', 5, 90), line('a', 50, 6)], 'a')).toEqual({
      mails: 150,
      milliseconds: { read: 2, check: 4, render: 0, sign: 0, wire: 16, record: 2 },
    });
  });

  it('are told a mail, for each size, with the share of the last', () => {
    const small = { residents: 100, stages: addStages([line('a', 100, 10)], 'a') };
    const large = { residents: 1000, stages: addStages([line('b', 1000, 6)], 'b') };
    const table = stageTable([small, large]);
    expect(table.find(([stage]) => stage === 'wire')).toEqual(['wire', '100.0 µs', '6.0 µs', '60 %']);
    expect(table.map(([stage]) => stage)).toEqual(['read', 'check', 'render', 'sign', 'wire', 'record']);
  });
});
