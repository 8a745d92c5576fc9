import { readFileSync } from 'node:fs';
import type { Step } from './verdict.ts';
import type { VerdictRule } from './verdict-rules.ts';

/** The rules of an operator cannot be used. Says which rule and what is wrong with it. */
export class BadRules extends Error {
  override readonly name = 'BadRules';
}

const STEPS: readonly Step[] = ['connect', 'login', 'sender', 'recipient', 'data', 'content'];
/** Neither `accepted` nor `uncertain`: those are facts of the wire, not matters of opinion. */
const VERDICTS: readonly VerdictRule['verdict'][] = [
  'later',
  'connection-later',
  'failed-hard',
  'failed-soft',
  'stop-sender',
];
const PATTERNS = ['code', 'enhanced', 'text'] as const;
const FIELDS = ['steps', ...PATTERNS, 'verdict', 'slows', 'why'];

/** @throws BadRules for a file that is not there or is not a list of rules. docs/verdict-rules.md tells how one looks. */
export function readOwnRules(file: string): VerdictRule[] {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BadRules('the file of rules cannot be read as JSON', { cause });
  }
  return ownRules(given);
}

/** @throws BadRules */
export function ownRules(given: unknown): VerdictRule[] {
  if (!Array.isArray(given)) throw new BadRules('the rules should be a list: [ … ]');
  return given.map((rule: unknown, index) => {
    const fault = faultOf(rule);
    if (fault) throw new BadRules(`rule ${index + 1} ${fault}`);
    return asRule(rule as Record<string, unknown>);
  });
}

function faultOf(rule: unknown): string | undefined {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) return 'should be an object: { … }';
  const given = rule as Record<string, unknown>;
  const unknown = Object.keys(given).find((field) => !FIELDS.includes(field));
  if (unknown) return `should not have “${unknown}”; a rule may have ${FIELDS.join(', ')}`;
  if (typeof given.why !== 'string' || given.why.trim() === '') return 'should say why';
  if (!VERDICTS.some((verdict) => verdict === given.verdict))
    return `should have a verdict: one of ${VERDICTS.join(', ')}`;
  if (given.slows !== undefined && given.slows !== true) return 'should have slows: true or no slows';
  if (given.slows && !String(given.verdict).endsWith('later')) return 'can only slow what comes later';
  return faultOfSteps(given.steps) ?? faultOfPatterns(given);
}

function faultOfSteps(steps: unknown): string | undefined {
  if (steps === undefined) return undefined;
  const isList = Array.isArray(steps) && steps.length > 0 && steps.every((step) => STEPS.includes(step));
  return isList ? undefined : `should have steps: a list of ${STEPS.join(', ')}`;
}

function faultOfPatterns(given: Record<string, unknown>): string | undefined {
  if (PATTERNS.every((field) => given[field] === undefined))
    return 'fits everything; give it a code, enhanced or text';
  for (const field of PATTERNS) {
    const pattern = given[field];
    if (pattern === undefined) continue;
    if (typeof pattern !== 'string' || pattern === '') return `should have ${field} as a regular expression`;
    try {
      new RegExp(pattern, 'i');
    } catch {
      return `has a regular expression for ${field} that cannot be read`;
    }
  }
  return undefined;
}

function asRule({ steps, verdict, slows, why, ...patterns }: Record<string, unknown>): VerdictRule {
  return {
    verdict: verdict as VerdictRule['verdict'],
    why: why as string,
    ...(steps !== undefined && { steps: steps as Step[] }),
    ...(slows === true && { slows }),
    ...Object.fromEntries(
      Object.entries(patterns).map(([field, pattern]) => [field, new RegExp(String(pattern), 'i')]),
    ),
  };
}
