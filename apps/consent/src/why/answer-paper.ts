import type { Speech } from '#libs/site';
import type { CheckpointDto } from '../checkpoints/checkpoint.dto.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { fact, facts, heading, type Paper, type PaperPart, text } from '../papers/paper.ts';
import { deleted, groundsParts, moment } from './grounds-paper.ts';
import type { Answer } from './why.service.ts';

/** Why did this resident get this message? Everything that the ledger says about it. */
export function answerPaper(answer: Answer, speech: Speech): Paper {
  const { t } = speech;
  return {
    title: t('why.title'),
    lead: '',
    parts: [
      heading(t('why.message')),
      messageFacts(answer, speech),
      heading(t('why.grounds')),
      ...groundsParts(answer.grounds, speech),
      heading(t('why.release')),
      ...releaseParts(answer.releases, speech),
      heading(t('why.dispatch')),
      dispatchPart(answer.dispatch, speech),
      ...ledgerParts(answer.asOf, speech),
    ],
  };
}

/** What everything above was read from, and what it does not prove. */
export function ledgerParts({ origin, size, root, time }: CheckpointDto, speech: Speech): PaperPart[] {
  const { t } = speech;
  return [
    heading(t('why.ledger')),
    facts(t('why.ledger'), [
      fact(t('ledger.origin'), origin),
      fact(t('ledger.size'), t('ledger.number', { number: size })),
      fact(t('ledger.root'), root),
      fact(t('ledger.time'), time && moment(time, speech)),
    ]),
    heading(t('why.limits')),
    text(t('why.limits-text')),
  ];
}

function messageFacts({ question, releases, grounds }: Answer, speech: Speech): PaperPart {
  const { t, lang } = speech;
  const { act, address } = question;
  const gone = grounds.consent && deleted(grounds.consent, 'address', speech);
  const subjects = releases.at(-1)?.act?.subjects as Record<string, string> | undefined;
  return facts(t('why.message'), [
    fact(
      t('audit.address'),
      address ?? gone ?? t('histories.no-address'),
      `/audit/residents/${act?.resident_id}`,
    ),
    fact(t('why.resident'), act?.resident_id),
    fact('Message-ID', act?.message_id),
    fact(
      t('why.announcement'),
      subjects?.[lang] ?? act?.announcement_id,
      `/announcements/${act?.announcement_id}`,
    ),
    fact(t('search.topic'), act?.topic),
    fact(t('why.outcome'), t('why.outcome-word', { outcome: String(act?.outcome) })),
    fact(t('why.handed'), act?.handed_at && moment(String(act.handed_at), speech)),
    fact(t('why.relied'), act?.ledger_index, `/audit/records/${act?.ledger_index}`),
    fact(t('why.question'), question.index, `/audit/records/${question.index}`),
  ]);
}

function releaseParts(releases: Evidence[], speech: Speech): PaperPart[] {
  const { t } = speech;
  if (releases.length === 0) return [text(t('why.no-release'))];
  return releases.map(({ index, act, occurredAt = '', stored }) =>
    facts(t('why.release'), [
      fact(t('audit.index'), index, `/audit/records/${index}`),
      fact(t('acts.author'), act?.author),
      fact(t('acts.approver'), act?.approver),
      fact(t('audit.occurred'), moment(occurredAt, speech)),
      fact(t('acts.content-hash'), act?.content_hash),
      fact(t('audit.leaf-hash'), stored.hash.toString('base64')),
    ]),
  );
}

function dispatchPart(dispatch: Evidence | undefined, speech: Speech): PaperPart {
  const { t } = speech;
  if (!dispatch) return text(t('why.dispatch-runs'));
  const { index, act, stored } = dispatch;
  return facts(t('why.dispatch'), [
    fact(t('audit.index'), index, `/audit/dispatches/${index}`),
    fact(t('dispatches.began'), moment(String(act?.planned_at), speech)),
    fact(t('dispatches.ended'), moment(String(act?.occurred_at), speech)),
    fact(t('dispatches.manifest'), act?.manifest),
    fact(t('audit.leaf-hash'), stored.hash.toString('base64')),
  ]);
}
