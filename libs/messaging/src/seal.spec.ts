import { describe, expect, it } from '@jest/globals';
import { Seal } from './seal.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const content = { address: 'resident@example.ca' };

describe('the seal', () => {
  it('opens to what was sealed, and shows nothing of it', () => {
    const seal = new Seal([key(1)]);
    const sealed = seal.seal(content, 'kind id');
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('resident');
    expect(seal.open(sealed, 'kind id')).toEqual(content);
  });

  it('opens after a rotation, until the key is taken away', () => {
    const sealed = new Seal([key(1)]).seal(content, 'kind id');
    expect(new Seal([key(2), key(1)]).open(sealed, 'kind id')).toEqual(content);
    expect(() => new Seal([key(2)]).open(sealed, 'kind id')).toThrow('MESSAGE_KEY');
  });

  it('does not open under another kind or id', () => {
    const seal = new Seal([key(1)]);
    expect(() => seal.open(seal.seal(content, 'asked 1'), 'confirmed 1')).toThrow();
  });

  it('does not open when one octet changed', () => {
    const seal = new Seal([key(1)]);
    const octets = Buffer.from(seal.seal(content, 'kind id'), 'base64');
    for (let at = 0; at < octets.length; at += 1) {
      const changed = Buffer.from(octets);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => seal.open(changed.toString('base64'), 'kind id')).toThrow();
    }
  });
});
