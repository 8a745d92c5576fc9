import { CreateTables1764000000000 } from './1764000000000-create-tables.ts';

export const migrations = [CreateTables1764000000000];
