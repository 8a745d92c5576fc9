/**
 * Returns on which side the sibling stands at each step from a node up to the root; one step for each hash of a
 * proof, so that its length is known before any hashing. RFC 9162 sections 2.1.3.2 and 2.1.4.2, where the node is
 * `fn` and the last node of its row `sn`.
 */
export function siblingSides(node: number, last: number): ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = [];
  // Division instead of shifting: bit operators stop at 32 bits.
  while (last > 0) {
    if (node % 2 === 1 || node === last) {
      sides.push('left');
      // The last node of a row without a sibling rises unchanged.
      while (node % 2 === 0 && node > 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      sides.push('right');
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return sides;
}
