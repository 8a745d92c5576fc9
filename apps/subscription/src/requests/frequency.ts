/** How often a resident wants to hear; how often a topic writes is the topic's own. */
export const frequencies = ['as-it-happens', 'daily', 'weekly'] as const;
export type Frequency = (typeof frequencies)[number];

/** What holds for whoever did not say. */
export const USUAL_FREQUENCY: Frequency = 'as-it-happens';

/** What a form sent: an absent field is the usual, anything that is none of them is undefined. */
export function readFrequency(sent: unknown = USUAL_FREQUENCY): Frequency | undefined {
  return frequencies.find((frequency) => frequency === sent);
}
