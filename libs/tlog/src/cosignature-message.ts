import { TlogError } from './tlog-error.ts';

const TIME_BYTES = 8;
const ED25519_BYTES = 64;

/**
 * Returns the bytes that a witness signs: a header, the time, and the checkpoint's text. C2SP tlog-cosignature,
 * "Ed25519 signed message".
 */
export function cosignatureMessage(checkpointText: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpointText}`);
}

/** Returns a timestamped signature: the time as uint64, big-endian, then the 64 bytes of Ed25519. */
export function encodeCosignature(seconds: number, signature: Uint8Array): Buffer {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  return Buffer.concat([time, signature]);
}

/**
 * Takes a timestamped signature apart, and returns the time, the message it must be over and the bare signature.
 * @throws TlogError `bad-signature` unless it has 72 bytes and a time up to 2^53 − 1 seconds
 */
export function readCosignature(
  checkpointText: string,
  signature: Buffer,
): { seconds: number; message: Buffer; bare: Buffer } {
  if (signature.length !== TIME_BYTES + ED25519_BYTES) throw new TlogError('bad-signature');
  const seconds = Number(signature.readBigUInt64BE());
  if (!Number.isSafeInteger(seconds)) throw new TlogError('bad-signature');
  return {
    seconds,
    message: cosignatureMessage(checkpointText, seconds),
    bare: signature.subarray(TIME_BYTES),
  };
}
