import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BadRules, ownRules, readOwnRules } from './own-rules.ts';
import { readReply, verdictOf } from './verdict.ts';
import { verdictRules } from './verdict-rules.ts';

const RULE = { text: 'quota', verdict: 'failed-soft', why: 'said by example.org' };

describe('the rules of an operator', () => {
  it('decide before ours, whatever the case of a word', () => {
    const rules = verdictRules(
      ownRules([
        {
          steps: ['recipient'],
          code: '^45',
          text: 'come back',
          verdict: 'later',
          slows: true,
          why: 'example.org',
        },
        { enhanced: '^5\\.7\\.1$', text: 'this list is closed', verdict: 'failed-soft', why: 'example.net' },
      ]),
    );
    const of = (reply: string) => verdictOf({ step: 'recipient', reply: readReply(reply) }, rules);
    expect(of('450 4.2.1 Come back tomorrow')).toEqual({
      outcome: 'later',
      of: 'mail',
      reason: '4.2.1',
      slows: true,
    });
    expect(of('550 5.7.1 This list is closed')).toEqual({
      outcome: 'failed',
      isHard: false,
      reason: '5.7.1',
    });
    expect(of('550 5.7.1 anything else').outcome).toBe('stop-sender');
  });

  it.each([
    [{}, 'the rules should be a list: [ … ]'],
    [['later'], 'rule 1 should be an object: { … }'],
    [[RULE, { ...RULE, why: ' ' }], 'rule 2 should say why'],
    [[{ ...RULE, verdict: 'accepted' }], 'rule 1 should have a verdict: one of later, connection-later'],
    [[{ ...RULE, verdict: 'uncertain' }], 'rule 1 should have a verdict'],
    [[{ ...RULE, words: 'x' }], 'rule 1 should not have “words”'],
    [[{ ...RULE, steps: ['greeting'] }], 'rule 1 should have steps: a list of connect, login'],
    [[{ ...RULE, steps: [] }], 'rule 1 should have steps'],
    [[{ ...RULE, text: '(' }], 'rule 1 has a regular expression for text that cannot be read'],
    [[{ ...RULE, code: 550 }], 'rule 1 should have code as a regular expression'],
    [[{ ...RULE, text: undefined }], 'rule 1 fits everything'],
    [[{ ...RULE, slows: 'yes' }], 'rule 1 should have slows: true'],
    [[{ ...RULE, slows: true }], 'rule 1 can only slow what comes later'],
  ])('are refused when they cannot be meant: %j', (given, words) => {
    expect(() => ownRules(given)).toThrow(BadRules);
    expect(() => ownRules(given)).toThrow(words);
  });

  it('are read from a file, which must be there and be JSON', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'rules-')), 'rules.json');
    expect(() => readOwnRules(file)).toThrow(BadRules);
    writeFileSync(file, '[');
    expect(() => readOwnRules(file)).toThrow('cannot be read as JSON');
    writeFileSync(file, JSON.stringify([RULE]));
    expect(readOwnRules(file)).toEqual([{ ...RULE, text: /quota/i }]);
  });

  it('can be written as the documentation shows', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/verdict-rules.md'), 'utf8');
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    expect(ownRules(JSON.parse(example)).length).toBeGreaterThan(1);
  });
});
