/** The token under which a service tells what a person has to look at although it goes on answering. */
export const TROUBLES = Symbol('troubles');

/** @returns what is wrong, in words for machines, e.g. `ledger-stopped`; nothing when all is well. */
export type Troubles = () => string[];
