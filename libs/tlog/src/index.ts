export {
  encodeCanonicalJson,
  type JsonObject,
  type JsonValue,
  parseCanonicalJson,
} from './canonical-json.ts';
export {
  type Checkpoint,
  encodeCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export { commitTo, commitToDetail, SALT_BYTES } from './commitment.ts';
export { makeConsistencyProof, verifyConsistency } from './consistency.ts';
export { addCosignatures, cosign } from './cosignature.ts';
export { encodeEntryBundle, parseEntryBundle } from './entry-bundle.ts';
export { Frontier } from './frontier.ts';
export { emptyRoot, HASH_BYTES, leafHash, nodeHash, perfectRoot } from './hashes.ts';
export { type Leaf, makeInclusionProof, verifyInclusion } from './inclusion.ts';
export { encodeLeaf, LEAF_MAX_BYTES, parseLeaf } from './leaf.ts';
export { type NoteSigner, type OpenedNote, openNote, signNote, type VerifiedSignature } from './note.ts';
export { encodeProofFile, type ProofFile, parseProofFile, verifyProofFile } from './proof-file.ts';
export { type Growth, RightEdge } from './right-edge.ts';
export {
  allTiles,
  type HashTile,
  narrowTile,
  partialTiles,
  TILE_WIDTH,
  type Tile,
  tileWidth,
} from './tile.ts';
export { bundlePath, parseTilePath, type TilePath, tilePath } from './tile-path.ts';
export { type ReadTiles, readRightEdge } from './tile-reader.ts';
export { TlogError, type TlogErrorCode } from './tlog-error.ts';
export type { TreeHead } from './tree.ts';
export {
  encodeVerifierKey,
  makeVerifierKey,
  parseVerifierKey,
  type SignatureType,
  type VerifierKey,
} from './verifier-key.ts';
export { encodeWitnessRequest, parseWitnessRequest, type WitnessRequest } from './witness-request.ts';
