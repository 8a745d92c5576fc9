export { type AddressFault, type ParsedAddress, parseAddress } from './parse-address.ts';
