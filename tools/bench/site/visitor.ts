/** What the trusted proxy says of whom it brings: each number another network, so that no limit of one is met. */
export function visitor(number: number): Record<string, string> {
  const part = (shift: number) => ((number >> shift) & 0xffff).toString(16);
  return { 'x-forwarded-for': `2001:db8:${part(0)}:${part(16)}::1` };
}
