import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addPending } from '../intake/pending.query.ts';
import { payloads, pendingOf } from '../messages.testing.ts';
import { HoldsService } from '../rights/holds.service.ts';
import { type Clocks, none, openClocks, YEAR_OVER } from './clocks.testing.ts';
import { RetentionService } from './retention.service.ts';

let clocks: Clocks;
beforeEach(async () => {
  clocks = await openClocks();
});
afterEach(() => clocks.stop());

const left = async (kind: string) => {
  const found = await clocks.rows<{ index: string }>(
    'SELECT leaf_index AS index FROM details WHERE kind = $1',
    kind,
  );
  return found.map(({ index }) => Number(index)).sort((a, b) => a - b);
};
const acts = async () => {
  const found = await clocks.rows<{ payload: string }>(
    "SELECT payload FROM records WHERE action = 'retention' ORDER BY leaf_index",
  );
  return found.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
};

describe('PROOF-5: client addresses and user agents', () => {
  it('go when their year is over, not a millisecond before, and a dry run changes nothing', async () => {
    clocks.consent.clock.set('2027-03-03T15:00:00.000Z');
    expect(await clocks.retention().preview(clocks.consent.dataSource)).toEqual(none);
    clocks.consent.clock.set(YEAR_OVER);
    const due = { ...none, client_address: 3, user_agent: 3 };
    expect(await clocks.retention().preview(clocks.consent.dataSource)).toEqual(due);
    expect(await left('client_address')).toEqual([1, 2, 3]);
    expect(await clocks.apply()).toEqual(due);
    expect(await left('client_address')).toEqual([]);
    expect(await left('user_agent')).toEqual([]);
    expect(await left('address')).toEqual([1, 2]);
    expect(await clocks.apply()).toEqual(none);
  });

  it('leave an entry that names the rule and the leaves, and their records as they were', async () => {
    const before = await clocks.rows('SELECT leaf_index, payload, salt FROM records ORDER BY leaf_index');
    clocks.consent.clock.set(YEAR_OVER);
    await clocks.apply();
    const rule = { days: 366, recorded_before: '2026-03-02T15:00:00.001Z' };
    expect(await acts()).toMatchObject([
      { detail: 'client_address', ranges: [[1, 3]], rule: { class: 'client_address', ...rule } },
      { detail: 'user_agent', ranges: [[1, 3]], rule: { class: 'user_agent', ...rule } },
    ]);
    const after = await clocks.rows(
      'SELECT leaf_index, payload, salt FROM records ORDER BY leaf_index LIMIT 3',
    );
    expect(after).toEqual(before);
  });

  it('are shown while they are there, and then when and by which rule they went', async () => {
    const [there] = await clocks.history();
    expect(there).toMatchObject({ deleted: {}, payload: { manner: { client_address: '192.0.2.7' } } });
    clocks.consent.clock.set(YEAR_OVER);
    await clocks.apply();
    const [gone] = await clocks.history();
    expect(gone?.payload?.manner).not.toHaveProperty('client_address');
    expect(gone?.deleted).toMatchObject({
      client_address: { deletedAt: new Date(YEAR_OVER), rule: { class: 'client_address', days: 366 } },
      user_agent: { rule: { class: 'user_agent' } },
    });
  });

  it('go by clocks of their own where the city has rules of its own', async () => {
    const other = await clocks.inCityWith({ client_address: { days: 180 }, user_agent: { days: 90 } });
    other.clock.set('2026-06-30T15:00:00.000Z');
    expect(await other.app.get(RetentionService).apply()).toEqual({ ...none, user_agent: 3 });
    other.clock.set('2026-09-30T15:00:00.000Z');
    expect(await other.app.get(RetentionService).apply()).toEqual({ ...none, client_address: 3 });
    await other.stop();
  });

  it('stay while a legal hold covers the resident, and go from around it', async () => {
    const held = { address: 'resident@example.ca', by: 'Odile', reason: 'matter 12' };
    const other = await clocks.somebody('other@example.ca');
    await clocks.consent.app.get(HoldsService).set(held);
    await clocks.consent.sequence();
    clocks.consent.clock.set(YEAR_OVER);
    expect(await clocks.apply()).toEqual({ ...none, client_address: 3, user_agent: 3 });
    expect((await clocks.history(other)).at(-1)?.deleted).toHaveProperty('user_agent');
    expect((await clocks.history()).at(-1)?.payload?.manner).toHaveProperty('user_agent');
    const remove = clocks.rows("DELETE FROM details WHERE kind = 'user_agent'");
    await expect(remove).rejects.toMatchObject({ code: 'TL005' });
    await clocks.consent.app.get(HoldsService).lift(held);
    expect(await clocks.apply()).toEqual({ ...none, client_address: 3, user_agent: 3 });
    expect((await acts()).at(-1)).toMatchObject({ detail: 'user_agent', ranges: [[1, 3]] });
  });

  it('stay, all of them, under a hold of everybody', async () => {
    await clocks.consent.app.get(HoldsService).set({ address: undefined, by: 'Odile', reason: 'inquiry' });
    clocks.consent.clock.set('2036-03-03T15:00:00.000Z');
    expect(await clocks.apply()).toEqual(none);
    await expect(clocks.rows('DELETE FROM details')).rejects.toMatchObject({ code: 'TL005' });
  });

  it('go in as many batches as it takes, each with an entry of its own', async () => {
    await clocks.consent.dataSource.transaction(async (manager) => {
      for (let made = 0; made < 2100; made += 1)
        await addPending(manager, pendingOf(payloads.withdrew()), 'normal');
    });
    await clocks.consent.sequence();
    clocks.consent.clock.set(YEAR_OVER);
    expect(await clocks.apply()).toMatchObject({ client_address: 2103, user_agent: 2103 });
    const ranges = (await acts()).map((act) => act.ranges);
    expect(ranges).toEqual([[[1, 2048]], [[2049, 2103]], [[1, 2048]], [[2049, 2103]]]);
  });
});
