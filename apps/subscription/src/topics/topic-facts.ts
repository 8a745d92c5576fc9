import type { Localised, Sender } from '#libs/site';

/** What the city wrote about one topic, each text by language. */
export interface TopicFacts {
  subject: Localised;
  name: Localised;
  description: Localised<string[]>;
  /** How often it writes, in words. */
  frequency: Localised;
  /** What this topic's consent is for. */
  purpose: Localised<string[]>;
  /** Collection notice and consent statement; topics of one division share them. */
  terms: Localised<string[]>;
  /** Who writes about it, as every mail must name them. */
  sender: Sender;
}
