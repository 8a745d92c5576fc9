import { Problem } from '#libs/problems';

export const entryUnknown = () => new Problem('entry-unknown', 404, 'The ledger has no such entry');
