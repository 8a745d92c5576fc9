import type * as Dkim from '../../../libs/dkim/src/index.ts';
import { built } from '../built.ts';

/** Whether *notification* signs: not, with RSA-2048, or with Ed25519 as well. */
export type Signing = 'none' | 'rsa' | 'both';

/** Signatures that each mail has. */
export const SIGNATURES: Record<Signing, number> = { none: 0, rsa: 1, both: 2 };

/** In words. */
export const SIGNED: Record<Signing, string> = {
  none: 'not signed here',
  rsa: 'signed with RSA-2048',
  both: 'signed with RSA-2048 and Ed25519',
};

/** Keys as `npm run dkim:keygen` makes them, for the domain of the installation's MAIL_FROM: nobody can look them up, and nobody has to. */
export async function signingSettings(signing: Signing): Promise<NodeJS.ProcessEnv> {
  if (signing === 'none') return {};
  const { drawKeys, keyText } = await built<typeof Dkim>('libs/dkim/src/index.js');
  const keys = drawKeys('example.ca', { rsa: 'bench-rsa', ed25519: 'bench-ed25519' });
  return { DKIM_KEYS: keys.slice(0, SIGNATURES[signing]).map(keyText).join(',') };
}
