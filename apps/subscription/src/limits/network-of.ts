import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
/** 56 bits are three groups of sixteen and half of the fourth. */
const GROUPS_OF_A_NETWORK = 4;
const UPPER_HALF = 0xff00;

/**
 * The network that a client's address is limited with: its /24 in IPv4, its /56 in IPv6. That is what one household or one small
 * office gets from a provider; behind a carrier's shared addresses it is thousands of people, which the limits are made for.
 * @returns e.g. `192.0.2.0/24` or `2001:db8:1:200/56`; `unknown` for what is no address: all of those share one limit.
 */
export function networkOf(clientAddress: string): string {
  const address = MAPPED.exec(clientAddress)?.[1] ?? clientAddress;
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (isIPv6(address)) return `${first56Bits(address)}/56`;
  return 'unknown';
}

/** The first 56 bits, written in one way whatever way the address was. */
function first56Bits(address: string): string {
  const groups = allGroups(address.split('%', 1)[0] ?? '').slice(0, GROUPS_OF_A_NETWORK);
  const fourth = (groups.pop() ?? 0) & UPPER_HALF;
  return [...groups, fourth].map((group) => group.toString(16)).join(':');
}

function allGroups(address: string): number[] {
  const [left = '', right] = address.split('::');
  const before = groupsIn(left);
  if (right === undefined) return before;
  const after = groupsIn(right);
  return [...before, ...Array<number>(Math.max(0, GROUPS - before.length - after.length)).fill(0), ...after];
}

/** An IPv4 address at the end stands for two groups, which never reach into the first 56 bits. */
function groupsIn(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]));
}
