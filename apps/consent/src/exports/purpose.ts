import type { NoticeWords } from '../evidence/evidence.ts';
import type { PayloadTopic } from '../ledger/consent-payload.ts';

/** The purpose as it was shown: a notice begins with it. Where the words are not known, what the topic was called. */
export function purposeOf(topic: PayloadTopic, notices: readonly NoticeWords[]): string {
  const shown = notices.find(({ sha256 }) => sha256 === topic.notice)?.text;
  return shown?.split('\n').find((line) => line !== '') ?? String(topic.purpose ?? topic.topic);
}
