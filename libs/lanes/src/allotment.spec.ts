import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Allotment, type Allotments } from './allotment.ts';
import { readRamps } from './ramp.ts';

const START = Date.parse('2026-12-01T05:00:00Z');
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** As the table does it. */
class Table implements Allotments {
  readonly taken = new Map<string, number>();
  isAway = false;
  asked = 0;

  async take({ period, wanted, most }: { period: string; wanted: number; most: number }): Promise<number> {
    this.asked += 1;
    if (this.isAway) throw new Error('away');
    const before = this.taken.get(period) ?? 0;
    const got = Math.max(0, Math.min(wanted, most - before));
    this.taken.set(period, before + got);
    return got;
  }

  async giveBack({ period, count }: { period: string; count: number }): Promise<void> {
    this.taken.set(period, (this.taken.get(period) ?? 0) - count);
  }
}

function allotmentOf(ramp: string, table: Allotments): Allotment {
  const [plan] = readRamps(ramp);
  if (!plan) throw new Error('no plan');
  return new Allotment(plan, 'America/Toronto', table);
}

describe('an allotment of a ramp plan', () => {
  it('SEND-9: processes together never send more than the plan says, whatever of them ends or dies when', async () => {
    const steps = fc.array(
      fc.record({
        process: fc.nat(2),
        hours: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 30, noNaN: true })),
        asks: fc.nat(40),
        fate: fc.constantFrom('goes on', 'goes on', 'ends', 'dies', 'table away', 'table back'),
      }),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (happened) => {
        const table = new Table();
        const processes = [0, 1, 2].map(() => allotmentOf('2026-12-01:30,60,200', table));
        const sent = new Map<string, number>();
        let now = START;
        for (const { process, hours, asks, fate } of happened) {
          now += hours * 3_600_000;
          const day = Math.floor((now - START) / 86_400_000);
          for (let ask = 0; ask < asks; ask += 1) {
            if (processes[process]?.hasOne(now)) {
              processes[process].takeOne();
              sent.set(String(day), (sent.get(String(day)) ?? 0) + 1);
            }
            await settled();
          }
          if (fate === 'ends') await processes[process]?.returnAll();
          if (fate === 'ends' || fate === 'dies')
            processes[process] = allotmentOf('2026-12-01:30,60,200', table);
          if (fate.startsWith('table')) table.isAway = fate === 'table away';
        }
        for (const [day, most] of [30, 60, 200].entries()) {
          expect(sent.get(String(day)) ?? 0).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets all of the day go, and asks the table a hundred times and not for each mail', async () => {
    const table = new Table();
    const allotment = allotmentOf('2026-12-01:10000,20000', table);
    let sent = 0;
    for (let time = 0; time < 30_000; time += 1) {
      const now = START + time;
      if (allotment.hasOne(now)) {
        allotment.takeOne();
        sent += 1;
      }
      if (time % 10 === 0) await settled();
    }
    expect(sent).toBe(10_000);
    expect(table.asked).toBeLessThan(110);
    // Until the day ends, in Toronto.
    expect(allotment.wait(START + 30_000)).toBe(86_400_000 - 30_000);
    expect(allotment.hasOne(START + 86_400_000)).toBe(false);
    await settled();
    expect(allotment.hasOne(START + 86_400_001)).toBe(true);
  });

  it('gives the rest back when its process ends', async () => {
    const table = new Table();
    const allotment = allotmentOf('2026-12-01:1000', table);
    allotment.hasOne(START);
    await settled();
    allotment.takeOne();
    await allotment.returnAll();
    expect(table.taken.get('2026-12-01')).toBe(1);
    expect(allotment.hasOne(START)).toBe(false);
  });

  it('stands still while the table is away, and goes on when it is back', async () => {
    const table = new Table();
    table.isAway = true;
    const allotment = allotmentOf('2026-12-01:1000', table);
    const at = async (now: number) => {
      const has = allotment.hasOne(now);
      await settled();
      return has;
    };
    expect([await at(START), await at(START + 500), await at(START + 1000)]).toEqual([false, false, false]);
    table.isAway = false;
    expect([await at(START + 2000), await at(START + 2001)]).toEqual([false, true]);
    expect(table.asked).toBe(3);
  });

  it('is no limit any more once the plan is through', () => {
    const table = new Table();
    const allotment = allotmentOf('2026-12-01:1', table);
    expect(allotment.hasOne(START + 86_400_000)).toBe(true);
    allotment.takeOne();
    expect([allotment.hasOne(START + 86_400_000), table.asked]).toEqual([true, 0]);
  });
});
