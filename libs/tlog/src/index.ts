export { emptyRoot, HASH_BYTES, leafHash, nodeHash, perfectRoot } from './hashes.ts';
export { type NoteSigner, type OpenedNote, openNote, signNote, type VerifiedSignature } from './note.ts';
export { TlogError, type TlogErrorCode } from './tlog-error.ts';
export {
  encodeVerifierKey,
  makeVerifierKey,
  parseVerifierKey,
  type SignatureType,
  type VerifierKey,
} from './verifier-key.ts';
