const GROUP = 0x10000;
const OCTET = 0x100;

/** What the trusted proxy says of whom it brings: each number another network (a /56), so that no limit of one is met. */
export function visitor(number: number): Record<string, string> {
  const group = (value: number) => value.toString(16);
  const [upper, lower] = [Math.floor(number / GROUP) * OCTET, number % GROUP];
  return { 'x-forwarded-for': `2001:db8:${group(lower)}:${group(upper)}::1` };
}
