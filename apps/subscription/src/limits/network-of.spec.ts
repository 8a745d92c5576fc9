import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network-of.ts';

describe('the network of a client', () => {
  it.each([
    ['192.0.2.7', '192.0.2.0/24'],
    ['192.0.2.255', '192.0.2.0/24'],
    ['::ffff:192.0.2.7', '192.0.2.0/24'],
    ['2001:db8:1:2ff:a:b:c:d', '2001:db8:1:200/56'],
    ['2001:0DB8:0001:02ab::1', '2001:db8:1:200/56'],
    ['2001:db8::', '2001:db8:0:0/56'],
    ['2001:db8:1:0203::', '2001:db8:1:200/56'],
    ['::1', '0:0:0:0/56'],
    ['fe80::1%eth0', 'fe80:0:0:0/56'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0/56'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each(['', 'unknown', '192.0.2', '192.0.2.7:4711', 'a'.repeat(10_000), '::ffff:999.0.2.7'])(
    'of %j, which is no address, is one that all such share',
    (address) => {
      expect(networkOf(address)).toBe('unknown');
    },
  );
});
