import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '#libs/settings';
import { relayRoutes } from './relay-route.ts';

const smtpUrl = 'smtp://relay.example.ca';
const rulesFile = (text: string) => {
  const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.json');
  writeFileSync(file, text);
  return file;
};

describe('the way to the relay', () => {
  it("reads its replies with the operator's rules before ours", () => {
    const rule = { text: 'marble', verdict: 'later', why: 'seen at example.org' };
    const [relay] = relayRoutes({ smtpUrl, verdictRulesFile: rulesFile(JSON.stringify([rule])) });
    const { rules = [] } = relay?.route ?? {};
    const [own, general] = ['seen at example.org', 'RFC 5321 s.4.2.1: transient'].map((why) =>
      rules.findIndex((candidate) => candidate.why === why),
    );
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(general ?? 0);
    expect(relayRoutes({ smtpUrl })[0]?.route.rules).toBeUndefined();
  });

  it.each([
    [rulesFile('[{}]'), 'VERDICT_RULES_FILE is wrong: rule 1 should say why'],
    ['/nowhere/rules.json', 'VERDICT_RULES_FILE is wrong: the file of rules cannot be read as JSON'],
  ])('does not start with rules that cannot be meant', (verdictRulesFile, complaint) => {
    expect(() => relayRoutes({ smtpUrl, verdictRulesFile })).toThrow(new SettingsError([complaint]));
  });
});
