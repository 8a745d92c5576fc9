import type { Speech } from '#libs/site';
import type { DetailKind } from '../details/detail.ts';
import type { Evidence, NoticeWords } from '../evidence/evidence.ts';
import { fact, facts, heading, type PaperLink, type PaperPart, strong, text } from '../papers/paper.ts';
import type { Grounds } from './grounds.ts';

/** PROOF-1 for one topic: consent, words, language, method, times, confirmation, and whether a withdrawal came before. */
export function groundsParts(grounds: Grounds, speech: Speech): PaperPart[] {
  const { t } = speech;
  const { consent, asked, erased, endedAfter } = grounds;
  if (erased) return [strong(t('why.erased'), entryLink(erased, speech))];
  if (!consent) return [strong(t('why.no-consent'))];
  return [
    verdict(grounds, speech),
    ...(endedAfter
      ? [text(ended('why.ended-after', endedAfter, speech), entryLink(endedAfter, speech))]
      : []),
    ...requestParts(consent, asked, speech),
    heading(t(consent.action === 'imported' ? 'why.imported' : 'why.confirmed'), 3),
    eventFacts(consent, speech),
    heading(t('audit.notice'), 3),
    ...wordsParts(consent, grounds.topic, speech),
  ];
}

export function entryLink({ index }: Evidence, { t }: Speech): PaperLink {
  return { text: t('why.entry', { index }), href: `/audit/records/${index}` };
}

/** For people, and to the millisecond. */
export function moment(when: string, { formatMoment }: Speech): string {
  return `${formatMoment(when)} (${when})`;
}

function verdict({ at, endedBefore }: Grounds, speech: Speech): PaperPart {
  const { t, formatMoment } = speech;
  if (!endedBefore) return strong(t('why.consent', { at: formatMoment(at) }));
  return strong(ended('why.ended-before', endedBefore, speech), entryLink(endedBefore, speech));
}

function ended(key: string, { action = '', occurredAt = '' }: Evidence, { t, formatMoment }: Speech): string {
  return t(key, { action, at: formatMoment(occurredAt) });
}

/** Nobody asked for what was imported here: its basis stands with it. */
function requestParts(consent: Evidence, asked: Evidence | undefined, speech: Speech): PaperPart[] {
  const { t } = speech;
  if (consent.action === 'imported') return [];
  if (!asked) return [text(t('why.not-asked'))];
  return [heading(t('why.asked'), 3), eventFacts(asked, speech)];
}

function eventFacts(entry: Evidence, speech: Speech): PaperPart {
  const { t } = speech;
  const { index, occurredAt = '', recordedAt = '', payload, stored } = entry;
  return facts(t('audit.entry', { index, sort: entry.sort }), [
    fact(t('audit.index'), index, `/audit/records/${index}`),
    fact(t('audit.occurred'), moment(occurredAt, speech)),
    fact(t('audit.recorded'), moment(recordedAt, speech)),
    ...importFacts(entry, speech),
    fact(t('audit.control'), payload?.manner.control),
    fact(t('audit.page'), payload?.manner.page),
    fact(
      t('audit.client-address'),
      payload?.manner.client_address ?? deleted(entry, 'client_address', speech),
    ),
    fact(t('audit.user-agent'), payload?.manner.user_agent ?? deleted(entry, 'user_agent', speech)),
    fact(t('why.language'), payload?.language && languageName(String(payload.language), speech)),
    fact(t('audit.seconds-since-asked'), payload?.seconds_since_asked),
    fact(t('audit.touches'), payload?.touches),
    fact(t('audit.leaf-hash'), stored.hash.toString('base64')),
  ]);
}

/** When a detail went, and by which rule; undefined while it is there, or never was. */
export function deleted({ deleted }: Evidence, kind: DetailKind, { t, formatMoment }: Speech) {
  const deletion = deleted[kind];
  if (!deletion) return undefined;
  const at = formatMoment(deletion.deletedAt.toISOString());
  return t('histories.deleted', { at, rule: deletion.rule.class });
}

/** IMP-1. */
function importFacts({ payload }: Evidence, speech: Speech) {
  const { t, formatDate } = speech;
  if (payload?.action !== 'imported') return [];
  return [
    fact(t('why.basis'), t('why.basis-word', { basis: payload.basis.replaceAll('-', '_') })),
    fact(t('why.source'), payload.source),
    fact(t('why.obtained'), formatDate(payload.obtained_on)),
    fact(t('why.term'), payload.expires_at && moment(payload.expires_at, speech)),
  ];
}

function wordsParts({ payload, notices }: Evidence, topic: string, speech: Speech): PaperPart[] {
  const shown = payload?.topics.filter((each) => each.topic === topic) ?? [];
  return shown.flatMap((each) => [
    text(
      speech.t('why.notice', {
        purpose: String(each.purpose ?? each.topic),
        version: each.topic_version,
        language: each.notice_language ? languageName(String(each.notice_language), speech) : '–',
      }),
    ),
    ...notices.filter(({ sha256 }) => sha256 === each.notice).map((notice) => wordsPart(notice, speech)),
  ]);
}

function wordsPart({ sha256, language, text: words }: NoticeWords, { t }: Speech): PaperPart {
  const lines = words === undefined ? [t('audit.notice-unknown')] : words.split('\n').filter(Boolean);
  return { kind: 'words', words: { language, lines, hash: `SHA-256: ${sha256}` } };
}

function languageName(code: string, { city }: Speech): string {
  return city.languages.find((language) => language.code === code)?.name ?? code;
}
