export { relaxedBody } from './canonical.ts';
export { type DkimKey, drawKeys, keyText, readKey, WeakKey } from './dkim-key.ts';
export { type KeyRecord, keyRecord, readKeyRecord, readTags } from './dkim-record.ts';
export { DkimSigner, Unsigned } from './dkim-signer.ts';
export { type Signable, signableOf, splitMail } from './signable.ts';
export { type SignedFields, signedFields } from './signed-fields.ts';
