import { FAULTS, type Words } from './codes.ts';
import { toCanonical } from './encoding.ts';
import { RECEIPT_STEPS, type ReceiptOutcome, type ReceiptStep } from './receipt.ts';
import type { Language } from './tell.ts';

const RECEIPT_STEP_WORDS: Record<ReceiptStep, Words> = {
  format: { en: 'The form of a receipt', fr: 'Forme d’un reçu' },
  signature: { en: 'Checkpoint signed with your key', fr: 'Point de contrôle signé avec votre clé' },
  inclusion: { en: 'The entry is in the log', fr: 'L’inscription est au journal' },
  opening: { en: 'It says what the entry committed to', fr: 'Il dit ce à quoi l’inscription s’engage' },
  known: { en: 'Agrees with the known checkpoints', fr: 'Conforme aux points de contrôle connus' },
};
const RECEIPT_VERDICTS: Record<ReceiptOutcome['exit'], Words> = {
  0: { en: 'VERIFIED', fr: 'VÉRIFIÉ' },
  1: { en: 'FAILED: do not rely on this receipt', fr: 'ÉCHEC : ne vous fiez pas à ce reçu' },
  2: { en: 'VERIFIED, WITH THE GAPS STATED ABOVE', fr: 'VÉRIFIÉ, AVEC LES LACUNES INDIQUÉES CI-DESSUS' },
};
const NOT_COMPARED: Words = {
  en: 'known checkpoints of another size: only a whole package can be compared with them',
  fr: 'points de contrôle d’une autre taille : seul un paquet entier peut leur être comparé',
};
const ABSENT: Words = { en: 'not in this receipt', fr: 'ne figure pas dans ce reçu' };
const RECEIPT_LIMITS: Words = {
  en: 'This does not prove that a person truly consented, or that it still holds today: it is what was written then.',
  fr: 'Ceci ne prouve ni qu’une personne a vraiment consenti, ni que cela vaut encore : c’est ce qui a été inscrit alors.',
};

/** What came of each step. */
function receiptSteps({ failed, notCompared }: ReceiptOutcome) {
  const end = failed ? RECEIPT_STEPS.indexOf(failed.step) : RECEIPT_STEPS.length;
  return RECEIPT_STEPS.map((step, at) => {
    if (at > end) return { step, status: 'not-reached' as const };
    if (at === end) return { step, status: 'failed' as const };
    return { step, status: step === 'known' && notCompared > 0 ? ('gaps' as const) : ('passed' as const) };
  });
}

/** The report for people. What the receipt says is printed only when it holds. */
export function tellReceipt(outcome: ReceiptOutcome, language: Language): string {
  const { exit, failed, notCompared, checkpoint, receipt, says, absent = [] } = outcome;
  const marks = {
    passed: 'ok',
    failed: language === 'fr' ? 'ÉCHEC' : 'FAILED',
    gaps: language === 'fr' ? 'lacunes' : 'gaps',
    'not-reached': language === 'fr' ? 'non atteint' : 'not reached',
  };
  const lines = receiptSteps(outcome).flatMap(({ step, status }, at) => [
    `${at + 1}. ${RECEIPT_STEP_WORDS[step][language]}: ${marks[status]}`,
    ...(failed?.step === step ? [`   ! ${FAULTS[failed.code][language]}${whichDetail(failed)}`] : []),
    ...(status === 'gaps' ? [`   ~ ${notCompared} × ${NOT_COMPARED[language]}`] : []),
  ]);
  if (receipt && says) lines.push('', `[${receipt.index}] ${toCanonical(says)}`);
  if (absent.length > 0) lines.push(`${ABSENT[language]}: ${absent.join(', ')}`);
  lines.push('', RECEIPT_VERDICTS[exit][language]);
  if (checkpoint) lines.push(`${checkpoint.origin} ${checkpoint.size} ${checkpoint.root.toString('base64')}`);
  lines.push(RECEIPT_LIMITS[language]);
  return `${lines.join('\n')}\n`;
}

/** A kind that the payload does not know is whatever the file says: only its plain letters are told. */
function whichDetail({ detail }: { detail?: string | undefined }): string {
  return detail === undefined ? '' : `: ${detail.slice(0, 40).replace(/[^a-z_]/g, '?')}`;
}

/** The report for programs. */
export function tellReceiptJson(outcome: ReceiptOutcome): string {
  const { exit, failed, checkpoint, receipt, says, absent } = outcome;
  const verdict = ['verified', 'failed', 'verified-with-gaps'][exit];
  const steps = Object.fromEntries(receiptSteps(outcome).map(({ step, status }) => [step, status]));
  const facts = checkpoint && { ...checkpoint, root: checkpoint.root.toString('base64') };
  const told = receipt && { index: receipt.index, payload: says, absent };
  const fault = failed && { fault: failed.code, detail: failed.detail };
  const report = { verdict, exit, ...fault, checkpoint: facts, says: told, steps };
  return `${JSON.stringify(report, null, 2)}\n`;
}
