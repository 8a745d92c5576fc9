import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ended, granted, sender, standing, topicPublished } from '../messages.testing.ts';
import { type RunningNotification, runNotification } from '../notification.testing.ts';

let notification: RunningNotification;
let residentId: string;

beforeAll(async () => {
  notification = await runNotification();
  await notification.send(topicPublished());
});
beforeEach(() => {
  residentId = randomUUID();
});
afterAll(() => notification.stop());

const rows = <T>(sql: string, ...parameters: unknown[]) =>
  notification.dataSource.query<T[]>(sql, parameters);

const standings = () =>
  rows<{ topic: string; active: boolean; address: string | null; version: number; reason: string | null }>(
    `SELECT topic, active, address, version, ended_reason AS reason FROM audience
     WHERE resident_id = $1 ORDER BY topic`,
    residentId,
  );

const welcomes = () =>
  rows('SELECT id FROM letters WHERE kind = $1 AND resident_id = $2', 'welcome', residentId);

const active = { topic: 'digital-plan', active: true, address: 'anne@example.org', reason: null };

describe('a topic', () => {
  const known = async (slug: string) =>
    (await rows<{ version: number; names: object }>('SELECT * FROM topics WHERE slug = $1', slug))[0];

  it('is known as its newest version says, in whatever order the versions come', async () => {
    const names = (version: number) => ({ en: `Parks ${version}`, fr: `Parcs ${version}` });
    const parks = (version: number) =>
      topicPublished({ topic: 'parks', topicVersion: version, names: names(version), sender: sender() });
    await notification.send(parks(2));
    await notification.send(parks(1));
    expect(await known('parks')).toMatchObject({ version: 2, names: names(2) });
    await notification.send(parks(3));
    expect(await known('parks')).toMatchObject({ version: 3, names: names(3) });
  });
});

describe('a standing that is granted', () => {
  it('makes the resident a part of the audience, and welcomes them once', async () => {
    const message = granted({ residentId });
    const sent = await notification.send(message);
    await notification.sendAgain(sent);
    await notification.send(message);
    expect(await standings()).toEqual([{ ...active, version: 1 }]);
    expect(await welcomes()).toHaveLength(1);
  });

  it('welcomes to the topics that are new, and not to those that were followed before', async () => {
    await notification.send(granted({ residentId }));
    const parks = standing({ topic: 'parks' });
    await notification.send(granted({ residentId, standings: [standing({ version: 2 }), parks] }));
    expect(await standings()).toEqual([
      { ...active, version: 2 },
      { ...active, topic: 'parks', version: 1 },
    ]);
    expect(await welcomes()).toHaveLength(2);
  });

  it('with a newer version brings a new address, and no welcome', async () => {
    await notification.send(granted({ residentId }));
    const changed = { residentId, address: 'anne@example.com', standings: [standing({ version: 2 })] };
    await notification.send(granted(changed));
    expect(await standings()).toEqual([{ ...active, address: 'anne@example.com', version: 2 }]);
    expect(await welcomes()).toHaveLength(1);
  });
});

describe('a standing that ends', () => {
  const gone = { topic: 'digital-plan', active: false, address: null, reason: 'withdrew' };

  it('PROOF-5: is kept with its reason and without the address', async () => {
    await notification.send(granted({ residentId }));
    await notification.send(ended({ residentId }));
    expect(await standings()).toEqual([{ ...gone, version: 2 }]);
  });

  it('LEAVE-6: is not revived by its own grant, repeated or late', async () => {
    const grant = granted({ residentId });
    const sent = await notification.send(grant);
    await notification.send(ended({ residentId }));
    await notification.sendAgain(sent);
    await notification.send(grant);
    expect(await standings()).toEqual([{ ...gone, version: 2 }]);
  });

  it('LEAVE-6: before its grant came wins over it, and nobody is welcomed', async () => {
    await notification.send(ended({ residentId }));
    await notification.send(granted({ residentId }));
    expect(await standings()).toEqual([{ ...gone, version: 2 }]);
    expect(await welcomes()).toEqual([]);
  });

  it('does not undo a newer consent', async () => {
    await notification.send(granted({ residentId, standings: [standing({ version: 3 })] }));
    await notification.send(ended({ residentId }));
    expect(await standings()).toEqual([{ ...active, version: 3 }]);
  });

  it('LEAVE-6: can be followed by a new consent, which is welcomed', async () => {
    await notification.send(granted({ residentId }));
    await notification.send(ended({ residentId }));
    await notification.send(granted({ residentId, standings: [standing({ version: 3 })] }));
    expect(await standings()).toEqual([{ ...active, version: 3 }]);
    expect(await welcomes()).toHaveLength(2);
  });

  it('of the same version as its grant ends it: the safe side', async () => {
    await notification.send(granted({ residentId }));
    await notification.send(ended({ residentId, standings: [standing({ version: 1 })] }));
    expect(await standings()).toEqual([{ ...gone, version: 1 }]);
    await notification.send(granted({ residentId }));
    expect(await standings()).toEqual([{ ...gone, version: 1 }]);
  });

  it('ends one topic and leaves the others', async () => {
    const parks = standing({ topic: 'parks' });
    await notification.send(granted({ residentId, standings: [standing(), parks] }));
    await notification.send(ended({ residentId, reason: 'expired' }));
    expect(await standings()).toEqual([
      { ...gone, reason: 'expired', version: 2 },
      { ...active, topic: 'parks', version: 1 },
    ]);
  });
});
