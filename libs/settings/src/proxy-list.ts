import { isIPv4, isIPv6 } from 'node:net';
import { ValidateBy } from 'class-validator';

/** A wider network holds people too, and each of them could then say for themselves where they come from. */
const WIDEST = { 4: 8, 6: 16 };
const LONGEST = { 4: 32, 6: 128 };

/** Each entry is an IP address, or a network as `10.0.0.0/8`, whose word about who asks is believed. */
export function ProxyList(): PropertyDecorator {
  return ValidateBy({
    name: 'proxyList',
    validator: {
      validate: (entries: unknown) =>
        Array.isArray(entries) && entries.length > 0 && entries.every((entry) => isProxy(entry)),
    },
  });
}

function isProxy(entry: unknown): boolean {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(String(entry)) ?? [];
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : undefined;
  if (!family) return false;
  const prefix = bits === undefined ? LONGEST[family] : Number(bits);
  return prefix >= WIDEST[family] && prefix <= LONGEST[family];
}
