import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareLanguages, keysWithoutWords, readMessages, SITE_LANGUAGES } from '#libs/site';
import { announcementStates } from './announcements/announcement-state.ts';
import { digestActs } from './digest-control/digest-acts.query.ts';
import { digestRunStates } from './digest-control/kept-runs.query.ts';
import { dispatchStates } from './dispatch/statement.query.ts';
import { FINDING_CODES, standings } from './dns/finding.ts';
import { voidReasons } from './releases/release.entity.ts';
import { releaseChecks } from './releases/release-checks.ts';

const folder = join(import.meta.dirname, 'languages');
const messages = readMessages([SITE_LANGUAGES, folder], 'en');

describe('the words of notification', () => {
  it('ALL-2: are the same in each language', () => {
    expect(compareLanguages(folder)).toEqual([]);
  });

  it('ALL-2: are there for everything that a template asks for', () => {
    expect(keysWithoutWords([import.meta.dirname], messages)).toEqual([]);
    const chosen = [
      ...announcementStates.flatMap((state) => [`staff.state.${state}`, `staff.state.${state}.meaning`]),
      ...dispatchStates.flatMap((state) => [
        `staff.dispatch.state.${state}`,
        `staff.dispatch.state.${state}.meaning`,
      ]),
      ...digestActs.map((act) => `staff.digests.act.${act}`),
      ...digestRunStates.map((state) => `staff.digests.run.${state}`),
      ...standings.map((standing) => `staff.dns.standing.${standing}`),
      ...Object.entries(FINDING_CODES).flatMap(([subject, codes]) => [
        `staff.dns.${subject}`,
        ...codes.map((code) => `staff.dns.${subject}.${code}`),
      ]),
      ...releaseChecks.map((check) => `staff.missing.${check}`),
      ...voidReasons.map((reason) => `staff.voided.${reason}`),
    ];
    expect(chosen.filter((key) => !messages[key])).toEqual([]);
  });
});
