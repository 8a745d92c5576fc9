import { IsArray, IsObject, Matches } from 'class-validator';

/**
 * What one table of a service holds about a resident: rows of plain JSON under names that people understand. Which names there
 * are is for the service to say: the answer to an access request leaves nothing out because a contract did not foresee it.
 */
export class HeldTable {
  /** e.g. `subscriptions`. */
  @Matches(/^[a-z][a-z-]{0,39}$/)
  name: string;

  @IsArray()
  @IsObject({ each: true })
  rows: Record<string, unknown>[];
}
