import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { encodeVerifierKey } from '#libs/tlog';
import { noteSigner, verifierKey } from './signing-keys.ts';

/** Makes the first key of a ledger and writes it into a file that must not be there yet. @returns its verifier key. */
export function makeKeyFile(file: string, origin: string): string {
  const key = drawKey();
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  return textOf(key, origin);
}

/** Puts a new key before those of the file, at once or not at all. @returns all verifier keys, the newest first. */
export function rotateKeyFile(file: string, origin: string): string[] {
  const keys = [drawKey(), ...readFileSync(file, 'utf8').trim().split(',')];
  const verifierKeys = keys.map((key) => textOf(key.trim(), origin));
  writeFileSync(`${file}.new`, `${keys.join(',')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  renameSync(`${file}.new`, file);
  return verifierKeys;
}

function drawKey(): string {
  return randomBytes(32).toString('base64');
}

function textOf(key: string, origin: string): string {
  return encodeVerifierKey(verifierKey(noteSigner(origin, key)));
}
