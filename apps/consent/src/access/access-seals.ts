/** What is sealed while it waits is bound to its place: a row that was copied elsewhere opens nothing. */
export function requestSeal(accessId: string): string {
  return `access ${accessId}`;
}

export function partSeal(accessId: string, number: number): string {
  return `access ${accessId} ${number}`;
}
