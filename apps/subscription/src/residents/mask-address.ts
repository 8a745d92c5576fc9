/** An address that its owner knows again and a stranger cannot write to, e.g. `r…@example.org`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${first}…${address.slice(at)}`;
}
