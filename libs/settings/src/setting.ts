import 'reflect-metadata';

export interface SettingFacts {
  /** Environment variable, e.g. `LINK_KEYS`. */
  name: string;
  property: string;
  /** Ends the sentence "LINK_KEYS should be …". */
  is: string;
  default?: string;
  /** A secret may also come from the file that `<NAME>_FILE` points to. */
  secret: boolean;
  optional: boolean;
  type: unknown;
}

const declared = new WeakMap<object, SettingFacts[]>();

/**
 * Declares a property of a settings class as one environment variable, named after it in capitals. Its TypeScript type
 * decides how the text is read: string, number, boolean (`true` or `false`) or array (separated by commas).
 */
export function Setting(facts: {
  is: string;
  default?: string;
  secret?: boolean;
  optional?: boolean;
}): PropertyDecorator {
  return (target, property) => {
    const own = declared.get(target) ?? [];
    own.push({
      name: environmentName(String(property)),
      property: String(property),
      is: facts.is,
      default: facts.default,
      secret: facts.secret ?? false,
      optional: facts.optional ?? false,
      type: Reflect.getMetadata('design:type', target, property),
    });
    declared.set(target, own);
  };
}

/** All settings of a class and of those it extends, the inherited first. */
export function settingsOf(settings: abstract new () => object): SettingFacts[] {
  const facts: SettingFacts[] = [];
  for (let target = settings.prototype; target; target = Object.getPrototypeOf(target)) {
    facts.unshift(...(declared.get(target) ?? []));
  }
  return facts;
}

function environmentName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
