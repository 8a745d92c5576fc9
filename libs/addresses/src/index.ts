export { domainOf } from './mail-domain.ts';
export { type AddressFault, type ParsedAddress, parseAddress } from './parse-address.ts';
