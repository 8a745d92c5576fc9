import { ValidateBy } from 'class-validator';
import { parseAddress } from '#libs/addresses';
import { SettingsError } from '#libs/settings';

/** Somebody outside the city who keeps the ledger's checkpoints. No resident: they follow nothing. */
export interface Holder {
  address: string;
  language: string;
}

/** `fr:name@example.org`. A local part can hold no colon. */
const ENTRY = /^(?:(?<language>[a-z]{2,3}(?:-[A-Za-z]{2,4})?):)?(?<typed>.*)$/s;

/** All of them, as `CHECKPOINT_HOLDERS` names them. */
export class Holders {
  private constructor(readonly all: readonly Holder[]) {}

  /**
   * @param entries were validated by `HolderList`.
   * @param languages that the city speaks, the first of them for whoever has none.
   * @throws SettingsError for a language that the city does not speak.
   */
  static read(entries: readonly string[], languages: readonly string[]): Holders {
    const [first = ''] = languages;
    return new Holders(
      entries.flatMap((entry) => {
        const { address, language = first } = readEntry(entry) ?? {};
        if (!languages.includes(language)) throw new SettingsError([unspoken(languages)]);
        return address === undefined ? [] : [{ address, language }];
      }),
    );
  }
}

/** Each entry is one address, with or without a language before it, and none is there twice. */
export function HolderList(): PropertyDecorator {
  return ValidateBy({
    name: 'holderList',
    validator: {
      validate: (entries: unknown) => {
        if (!Array.isArray(entries)) return false;
        const keys = entries.map((entry) => readEntry(String(entry))?.key);
        return !keys.includes(undefined) && new Set(keys).size === keys.length;
      },
    },
  });
}

function readEntry(entry: string): { address: string; key: string; language?: string } | undefined {
  const { language, typed = '' } = ENTRY.exec(entry)?.groups ?? {};
  const parsed = parseAddress(typed);
  return 'fault' in parsed ? undefined : { ...parsed, language };
}

function unspoken(languages: readonly string[]): string {
  return `CHECKPOINT_HOLDERS is wrong: the languages of the city are ${languages.join(', ')}`;
}
