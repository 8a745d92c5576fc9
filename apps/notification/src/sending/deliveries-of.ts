/**
 * The partition of deliveries that holds those of one dispatch (`open_deliveries`). Whoever asks many times a second names it: a
 * statement about the whole table is planned for every dispatch that is kept, or anew each time.
 * @param dispatchId of a dispatch that exists: an UUID as PostgreSQL writes it.
 */
export function deliveriesOf(dispatchId: string): string {
  return `deliveries_${dispatchId.replaceAll('-', '')}`;
}
