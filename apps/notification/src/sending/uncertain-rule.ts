/** What becomes of mails of which nobody knows whether they arrived (SEND-5): they stay uncertain, or are sent again. */
export const uncertainRules = ['hold', 'send-again'] as const;
export type UncertainRule = (typeof uncertainRules)[number];

/** How often one mail is sent at most when nobody ever answers. */
export const MOST_UNCERTAIN = 3;
