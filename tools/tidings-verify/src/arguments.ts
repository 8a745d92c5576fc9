import { parseArgs } from 'node:util';
import { readVerifierKey, readWitnessKey } from './note.ts';
import type { Language } from './tell.ts';
import type { Request } from './verify.ts';

export const USAGE = `tidings-verify <package.zip> --key <verifier key> [--key …]
    [--known-checkpoint <file>]… [--witness <verifier key>]… [--send-manifest <file>]… [--json] [--lang en|fr]
tidings-verify <receipt.tlog-proof> --key <verifier key> …

  --key               verifier key, <name>+<8 hex>+<base64>, got from elsewhere than the package
  --known-checkpoint  a checkpoint that you kept, or that a witness gave you
  --witness           verifier key of a witness: its cosignatures are checked, and none is a gap
  --send-manifest     the list of a dispatch's deliveries
  Exit: 0 verified, 1 failed, 2 verified with stated gaps, 3 wrong use.
`;

export interface Arguments {
  request: Request;
  language: Language;
  isJson: boolean;
}

/** @returns nothing when they are not as the usage says. */
export function readArguments(given: string[], environment: NodeJS.ProcessEnv): Arguments | undefined {
  try {
    const list = { type: 'string', multiple: true, default: [] as string[] } as const;
    const { values, positionals } = parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        key: list,
        'known-checkpoint': list,
        witness: list,
        'send-manifest': list,
        json: { type: 'boolean', default: false },
        lang: { type: 'string' },
      },
    });
    const [path, ...more] = positionals;
    const keys = values.key.map(readVerifierKey);
    const known = keys.filter((key) => key !== undefined);
    const witnesses = values.witness.map(readWitnessKey);
    const knownWitnesses = witnesses.filter((key) => key !== undefined);
    const language = values.lang ?? (/^fr/.test(environment.LC_ALL ?? environment.LANG ?? '') ? 'fr' : 'en');
    const isRight =
      keys.length > 0 &&
      known.length === keys.length &&
      knownWitnesses.length === witnesses.length &&
      (language === 'en' || language === 'fr');
    if (path === undefined || more.length > 0 || !isRight) return undefined;
    const request = {
      package: path,
      keys: known,
      knownCheckpoints: values['known-checkpoint'],
      witnesses: knownWitnesses,
      sendManifests: values['send-manifest'],
    };
    return { request, language, isJson: values.json };
  } catch {
    return undefined;
  }
}
