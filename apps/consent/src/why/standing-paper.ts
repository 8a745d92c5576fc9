import type { Speech } from '#libs/site';
import type { Evidence } from '../evidence/evidence.ts';
import { heading, type Paper, type PaperPart, text } from '../papers/paper.ts';
import { ledgerParts } from './answer-paper.ts';
import type { Grounds } from './grounds.ts';
import { groundsParts } from './grounds-paper.ts';
import type { Standing } from './why.service.ts';

/** What the city could rely on at one moment, topic by topic, and which dispatches may have reached the resident then. */
export function standingPaper(standing: Standing, speech: Speech): Paper {
  const { t, formatMoment } = speech;
  const { address, at, all, asOf } = standing;
  return {
    title: t('why.title'),
    lead: `${address ?? t('histories.no-address')}, ${formatMoment(at)}`,
    parts: [
      ...(all.length === 0 ? [text(t('why.nothing'))] : []),
      ...all.flatMap((grounds) => topicParts(grounds, standing, speech)),
      ...ledgerParts(asOf, speech),
    ],
  };
}

function topicParts(grounds: Grounds, { dispatches, residentId }: Standing, speech: Speech): PaperPart[] {
  const about = dispatches.filter(({ act }) => act?.topic === grounds.topic);
  return [
    heading(speech.t('why.about', { topic: grounds.topic })),
    ...groundsParts(grounds, speech),
    ...about.map((dispatch) => near(dispatch, residentId, speech)),
  ];
}

function near({ index, act }: Evidence, residentId: string, { t, formatMoment }: Speech): PaperPart {
  return text(t('why.near', { at: formatMoment(String(act?.planned_at)) }), {
    text: t('why.near-link', { index }),
    href: `/staff/messages?dispatch=${act?.dispatch_id}&resident=${residentId}`,
  });
}
