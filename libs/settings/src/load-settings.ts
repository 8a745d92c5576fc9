import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { type SettingFacts, settingsOf } from './setting.ts';

/** Names every setting that is missing or wrong, one a line, and what each should be. Never shows a value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly complaints: string[]) {
    super(complaints.join('\n'));
  }
}

/**
 * Reads the environment once into a validated object.
 * @throws SettingsError that lists all complaints at once, so that an operator mends them in one go.
 */
export function loadSettings<T extends object>(settings: new () => T, environment: NodeJS.ProcessEnv): T {
  const loaded = new settings();
  const complaints: string[] = [];
  const facts = settingsOf(settings);
  for (const fact of facts) {
    try {
      const text = textOf(fact, environment);
      if (text !== undefined) Object.assign(loaded, { [fact.property]: read(text, fact) });
      else if (!fact.optional) complaints.push(`${fact.name} is missing: it should be ${fact.is}`);
    } catch (error) {
      complaints.push(error instanceof Error ? error.message : String(error));
    }
  }
  const given = facts.filter(
    (fact) => fact.property in loaded && Reflect.get(loaded, fact.property) !== undefined,
  );
  for (const failure of validateSync(loaded, { skipMissingProperties: true })) {
    const fact = given.find(({ property }) => property === failure.property);
    if (fact) complaints.push(`${fact.name} is wrong: it should be ${fact.is}`);
  }
  if (complaints.length > 0) throw new SettingsError(complaints);
  return Object.freeze(loaded);
}

/** For a spec of a settings class: does this text pass as this setting's value? */
export function isTheValue(settings: new () => object, property: string, text: string): boolean {
  const fact = settingsOf(settings).find((candidate) => candidate.property === property);
  if (!fact) throw new Error(`no setting ${property}`);
  const value = new settings();
  try {
    Object.assign(value, { [property]: read(text, fact) });
  } catch {
    return false;
  }
  return !validateSync(value, { skipMissingProperties: true }).some(
    (failure) => failure.property === property,
  );
}

function textOf(fact: SettingFacts, environment: NodeJS.ProcessEnv): string | undefined {
  const file = fact.secret ? environment[`${fact.name}_FILE`] : undefined;
  if (file) {
    try {
      // An empty file counts as absent too: a mount cannot be left out of a compose file.
      return readFileSync(file, 'utf8').trim() || fact.default;
    } catch {
      throw new Error(`${fact.name}_FILE is wrong: it should be a file that can be read`);
    }
  }
  // An empty variable counts as absent: that is how compose files and manifests leave one out.
  return environment[fact.name] || fact.default;
}

function read(text: string, fact: SettingFacts): unknown {
  const wrong = new Error(`${fact.name} is wrong: it should be ${fact.is}`);
  switch (fact.type) {
    case Number:
      if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrong;
      return Number(text);
    case Boolean:
      if (text !== 'true' && text !== 'false') throw wrong;
      return text === 'true';
    case Array:
      return text.split(',').map((part) => part.trim());
    default:
      return text;
  }
}
