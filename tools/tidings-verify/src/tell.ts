import { FAULTS, GAPS, STEP_WORDS, STEPS, type Words } from './codes.ts';
import type { Place } from './fault.ts';
import type { Outcome } from './verify.ts';
import type { Witnessed } from './witnesses.ts';

export type Language = 'en' | 'fr';

const VERDICTS: Record<0 | 1 | 2, Words> = {
  0: { en: 'VERIFIED', fr: 'VÉRIFIÉ' },
  1: { en: 'FAILED: do not rely on this package', fr: 'ÉCHEC : ne vous fiez pas à ce paquet' },
  2: { en: 'VERIFIED, WITH THE GAPS STATED ABOVE', fr: 'VÉRIFIÉ, AVEC LES LACUNES INDIQUÉES CI-DESSUS' },
};
const MARKS = {
  passed: { en: 'ok', fr: 'ok' },
  gaps: { en: 'gaps', fr: 'lacunes' },
  failed: { en: 'FAILED', fr: 'ÉCHEC' },
  'not-reached': { en: 'not reached', fr: 'non atteint' },
};
const LIMITS: Words = {
  en: 'This does not prove that a person truly consented, that every event reached the log, or that copies elsewhere were erased.',
  fr: 'Ceci ne prouve ni qu’une personne a vraiment consenti, ni que chaque évènement est parvenu au journal, ni que les copies ailleurs ont été effacées.',
};
const ALONE: Words = {
  en: 'Compared with no checkpoint from elsewhere: a log that was rewritten and signed again would pass (--known-checkpoint).',
  fr: 'Comparé à aucun point de contrôle obtenu ailleurs : un journal réécrit et signé de nouveau passerait (--known-checkpoint).',
};

/** The report for people. */
export function tell(
  { report, checkpoint, witnessed = [] }: Outcome,
  { language, isAlone }: { language: Language; isAlone: boolean },
): string {
  const code = report.exitCode();
  const lines: string[] = [];
  for (const [position, step] of STEPS.entries()) {
    const { status, counted, faults, faultCount, gaps } = report.steps[step];
    const numbers = Object.entries(counted).map(([what, count]) => `${what} ${count}`);
    const shown = numbers.length > 0 ? ` (${numbers.join(', ')})` : '';
    lines.push(`${position + 1}. ${STEP_WORDS[step][language]}: ${MARKS[status][language]}${shown}`);
    for (const { code: fault, ...place } of faults)
      lines.push(`   ! ${FAULTS[fault][language]}${where(place, language)}`);
    if (faultCount > faults.length) lines.push(`   ! … ${faultCount}`);
    for (const gap of gaps)
      lines.push(`   ~ ${gap.count} × ${GAPS[gap.code][language]}${where({ record: gap.first }, language)}`);
  }
  lines.push('', VERDICTS[code][language]);
  if (checkpoint) lines.push(`${checkpoint.origin} ${checkpoint.size} ${checkpoint.root.toString('base64')}`);
  if (code !== 1) lines.push(...witnessed.map((each) => sayWitnessed(each, language)));
  if (isAlone && witnessed.length === 0 && code !== 1) lines.push(ALONE[language]);
  lines.push(LIMITS[language]);
  return `${lines.join('\n')}\n`;
}

/** The report for programs: codes, never words. */
export function tellJson({ report, checkpoint, scope, witnessed }: Outcome): string {
  const code = report.exitCode();
  const verdict = ['verified', 'failed', 'verified-with-gaps'][code];
  const { origin, size, root } = checkpoint ?? {};
  const facts = checkpoint && { origin, size, root: root?.toString('base64') };
  return `${JSON.stringify({ verdict, exit: code, checkpoint: facts, scope, witnessed, steps: report.steps }, null, 2)}\n`;
}

function sayWitnessed({ name, size, at }: Witnessed, language: Language): string {
  return language === 'fr'
    ? `Le témoin ${name} a cosigné les ${size} premières entrées le ${at}.`
    : `The witness ${name} cosigned the first ${size} entries at ${at}.`;
}

function where({ file, record, detail }: Place, language: Language): string {
  const parts = [
    ...(record === undefined ? [] : [`${language === 'fr' ? 'inscription' : 'record'} ${record}`]),
    ...(detail === undefined ? [] : [detail]),
    ...(file === undefined ? [] : [file]),
  ];
  return parts.length > 0 ? ` [${parts.join(', ')}]` : '';
}
