import type { Random } from '#libs/clock';
import { SALT_BYTES } from '#libs/tlog';

/** A draw from the system costs the same for one salt as for a few hundred. */
const DRAWN_AT_ONCE = 256;

/** @returns a function that gives 32 random octets each time, none of them twice. */
export function drawSalts(random: Random): () => Buffer {
  let rest: Buffer = Buffer.alloc(0);
  return () => {
    if (rest.length === 0) rest = random.bytes(SALT_BYTES * DRAWN_AT_ONCE);
    const salt = rest.subarray(0, SALT_BYTES);
    rest = rest.subarray(SALT_BYTES);
    return salt;
  };
}
