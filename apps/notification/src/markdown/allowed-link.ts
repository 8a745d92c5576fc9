import { parseAddress } from '#libs/addresses';

const LINK = /^(https:\/\/[^\s@]+|tel:\+?[0-9().-]+)$/i;
const LETTER = /^mailto:(?<address>[^?]+)(\?subject=[^\s&]*)?$/i;
const IMAGE = /^https:\/\/[^\s@]+$/i;

/**
 * MSG-3: links in what staff write are https, mailto or tel. An address with a name before an @ is refused, because it can
 * show one host and lead to another; a mailto of several people or with more than a subject could write in the resident's name.
 */
export function isAllowedLink(address: string): boolean {
  return (LINK.test(address) || isLetterToOne(address)) && URL.canParse(address);
}

/** Nothing here fetches it (ABUSE-6): only the resident's own mail program may. */
export function isAllowedImage(address: string): boolean {
  return IMAGE.test(address) && URL.canParse(address);
}

function isLetterToOne(link: string): boolean {
  const { address = '' } = LETTER.exec(link)?.groups ?? {};
  const parsed = parseAddress(address);
  return 'key' in parsed && parsed.address === address;
}
