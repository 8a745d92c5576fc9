export const ID_OCTETS = 16;

/** @returns where it ends; undefined for what is no UUID. */
export function writeId(id: string, octets: Buffer, at: number): number | undefined {
  const hex = id.replaceAll('-', '');
  const isWhole = hex.length === 2 * ID_OCTETS && octets.write(hex, at, ID_OCTETS, 'hex') === ID_OCTETS;
  return isWhole ? at + ID_OCTETS : undefined;
}

export function uuid(octets: Buffer): string {
  const hex = octets.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
