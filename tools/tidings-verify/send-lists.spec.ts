import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { entriesOf, packageOf } from '../../apps/consent/src/packages/package.testing.ts';
import { storyOf } from '../../apps/consent/src/packages/package-entries.testing.ts';
import { type Event, kept, sent } from './sends.testing.ts';
import { check, faultsOf, gapsOf, testFiles } from './verify.testing.ts';

const files = testFiles();
afterAll(() => files.remove());

const followers = [1, 2, 3].map((number) => storyOf(number, { left: false }) as [Event, Event]);
/** The first event has index 2, and each of them asked and confirmed. */
const lines = followers.map(([, { payload }], at) => `${payload.resident_id} accepted ${3 + 2 * at}`);
const numbers = { audience: 3, accepted: 3, suppressed: 0, failed: 0, uncertain: 0 };

const dispatch = (own: string[] = lines, facts: object = numbers) => sent(files, own, { ...facts });

async function outcomeOf(
  events: Event[],
  sends: { sha256: string; text: string }[] = [],
  given: string[] = [],
) {
  const path = await packageOf(files, { entries: entriesOf([...followers.flat(), ...events]), sends });
  return check(path, { sendManifests: given });
}

describe('the lists of deliveries in a package', () => {
  it('PROOF-4: are checked without any other file, and nothing is left unchecked', async () => {
    const { event, list } = dispatch();
    const outcome = await outcomeOf([event, kept(list.sha256)], [list]);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.report.steps.history.counted).toMatchObject({ dispatches: 1, deliveries: 3 });
    expect(outcome.exit).toBe(0);
  });

  it('PROOF-4: may be of nobody, and one may be that of two dispatches', async () => {
    const [one, empty] = [dispatch(), dispatch([], { audience: 0 })];
    const again = { ...one.event, payload: { ...one.event.payload, event_id: 'again' } };
    const outcome = await outcomeOf([one.event, again, empty.event], [one.list, empty.list]);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.report.steps.history.counted).toMatchObject({ dispatches: 3, deliveries: 6 });
    expect(outcome.exit).toBe(0);
  });

  it('PROOF-4: of a few hundred thousand lines are read in pieces', async () => {
    const id = (number: number) => `00000000-0000-4000-9000-${number.toString(16).padStart(12, '0')}`;
    const many = Array.from({ length: 300_000 }, (_, number) => `${id(number)} suppressed 3`);
    const { event, list } = dispatch(many, { audience: 300_000, suppressed: 300_000 });
    const outcome = await outcomeOf([event], [list]);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.exit).toBe(0);
  });

  it('fail when a line was changed', async () => {
    const { event, list } = dispatch();
    const text = list.text.replace('accepted', 'suppressed');
    const outcome = await outcomeOf([event], [{ ...list, text }]);
    expect(faultsOf(outcome)).toEqual(['history: send-list-differs']);
    expect(outcome.exit).toBe(1);
  });

  it('fail when the list is missing of which the log says that the city has it', async () => {
    const { event, list, manifest } = dispatch();
    const outcome = await outcomeOf([event, kept(list.sha256)]);
    expect(faultsOf(outcome)).toEqual(['history: send-manifest-withheld 8']);
    expect((await outcomeOf([event, kept(list.sha256)], [], [manifest])).exit).toBe(0);
  });

  it('are a stated gap while the log does not say so', async () => {
    const outcome = await outcomeOf([dispatch().event]);
    expect(gapsOf(outcome)).toEqual(['history: send-manifest-missing × 1']);
    expect(outcome.exit).toBe(2);
  });

  it('fail when there is the list of another dispatch in its place, or beside it', async () => {
    const { event, list } = dispatch();
    const other = dispatch(lines.slice(1));
    const instead = await outcomeOf([event, kept(list.sha256)], [other.list]);
    expect(faultsOf(instead)).toEqual([
      'history: send-manifest-withheld 8',
      'history: send-manifest-foreign',
    ]);
    expect(faultsOf(await outcomeOf([event], [list, other.list]))).toEqual([
      'history: send-manifest-foreign',
    ]);
    const given = await outcomeOf([event], [list], [other.manifest]);
    expect(gapsOf(given)).toEqual(['history: send-manifest-unused × 1']);
  });

  it.each([
    ['has a line less than the audience', lines, { ...numbers, audience: 4 }, 'send-counts-differ 8'],
    ['has other outcomes', lines, { ...numbers, accepted: 2, failed: 1 }, 'send-counts-differ 8'],
    ['names somebody twice', [lines[0], lines[0], lines[2]] as string[], numbers, 'send-list-order 8'],
    ['is out of order', lines.toReversed(), numbers, 'send-list-order 8'],
    ['has an unknown outcome', [lines[0]?.replace('accepted', 'forgotten') ?? ''], {}, 'file-malformed 8'],
    ['has a line of another form', ['nobody'], {}, 'file-malformed 8'],
    ['has a line without an end', [`${lines[0]} ${'9'.repeat(300)}`], {}, 'file-malformed 8'],
  ])('SEND-2: fail when one that the log commits to %s', async (_, own, facts, fault) => {
    const { event, list } = dispatch(own, facts);
    expect(faultsOf(await outcomeOf([event], [list]))).toEqual([`history: ${fault}`]);
  });

  it('fail when the last line does not end', async () => {
    const { event, manifest } = sent(files, []);
    const text = lines[0] ?? '';
    const sha256 = createHash('sha256').update(text).digest('hex');
    const outcome = await outcomeOf(
      [{ ...event, payload: { ...event.payload, manifest: sha256 } }],
      [{ sha256, text }],
      [manifest],
    );
    expect(faultsOf(outcome)).toEqual(['history: file-malformed']);
  });
});
