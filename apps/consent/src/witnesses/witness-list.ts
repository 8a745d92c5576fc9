import { parseVerifierKey, type VerifierKey } from '#libs/tlog';

/** Somebody else who remembers our ledger: another city, a university, an auditor. */
export interface Witness {
  key: VerifierKey;
  /** As WITNESSES has it. */
  keyText: string;
  /** The prefix of its `add-checkpoint`, without a slash at its end. */
  url: string;
}

/**
 * @param entries `<verifier key> <address>` each.
 * @throws Error that names the entry by its number: a witness that cannot be asked should be noticed at start.
 */
export function readWitnesses(entries: readonly string[]): Witness[] {
  return entries.map((entry, position) => {
    const [keyText = '', url = ''] = entry.split(' ');
    try {
      const key = parseVerifierKey(keyText);
      if (key.type === 'cosignature') return { key, keyText, url: url.replace(/\/+$/, '') };
    } catch (cause) {
      throw new Error(`WITNESSES: entry ${position + 1} has no verifier key`, { cause });
    }
    throw new Error(`WITNESSES: the key of entry ${position + 1} is not one for cosignatures`);
  });
}
