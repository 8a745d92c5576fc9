import { describe, expect, it } from '@jest/globals';
import type { Act, Corridor } from './corridor.ts';
import { Gathering } from './gathering.ts';

/** Transactions that end when they are told to. */
function slowCorridor() {
  const waiting: (() => void)[] = [];
  const corridor = {
    act: async (work: (act: Act) => Promise<unknown>) => {
      const result = await work({} as Act);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return result;
    },
  } as unknown as Corridor;
  const commit = async () => {
    waiting.shift()?.();
    await new Promise(setImmediate);
  };
  return { corridor, commit };
}

describe('acts that are gathered', () => {
  it('go at once when they come alone, and together when they come while others run', async () => {
    const { corridor, commit } = slowCorridor();
    const batches: number[][] = [];
    const gathering = new Gathering<number, number>(corridor, async (_act, items) => {
      batches.push(items);
      return items.map((item) => item * 10);
    });
    const answers = [1, 2, 3, 4, 5].map((item) => gathering.act(item));
    await new Promise(setImmediate);
    expect(batches).toEqual([[1], [2]]);
    await commit();
    await commit();
    await commit();
    expect(await Promise.all(answers)).toEqual([10, 20, 30, 40, 50]);
    expect(batches).toEqual([[1], [2], [3, 4, 5]]);
  });

  it('are done one by one when they fail together: nobody is refused for the sake of another', async () => {
    const corridor = { act: (work: (act: Act) => Promise<unknown>) => work({} as Act) } as Corridor;
    const gathering = new Gathering<string, string>(corridor, async (_act, items) => {
      if (items.includes('wrong')) throw new Error('refused');
      return items;
    });
    const answers = await Promise.allSettled(
      ['a', 'b', 'c', 'wrong', 'd'].map((item) => gathering.act(item)),
    );
    expect(answers.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
  });
});
