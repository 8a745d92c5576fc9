import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsISO8601,
  Matches,
  ValidateBy,
  ValidateNested,
  type ValidationError,
  validateSync,
} from 'class-validator';
import { ConsultationFacts } from './consultation-facts.ts';
import { missingLanguages } from './in-every-language.ts';

function NotBeforeItOpens(): PropertyDecorator {
  return ValidateBy({
    name: 'notBeforeItOpens',
    validator: {
      validate: (closesOn, args) => closesOn >= Reflect.get(args?.object ?? {}, 'opensOn'),
      defaultMessage: () => 'should not be before opensOn',
    },
  });
}

const SLUG = /^[a-z0-9-]{1,80}$/;

export class WrittenConsultation extends ConsultationFacts {
  /** The end of its page's address. */
  @Matches(SLUG)
  slug: string;

  @ArrayNotEmpty()
  @Matches(SLUG, { each: true })
  topics: string[];

  @IsISO8601({ strict: true })
  @Matches(/^.{10}$/)
  opensOn: string;

  @IsISO8601({ strict: true })
  @Matches(/^.{10}$/)
  @NotBeforeItOpens()
  closesOn: string;
}

class ConsultationFile {
  @IsArray()
  @ArrayUnique(({ slug }: WrittenConsultation) => slug)
  @ValidateNested({ each: true })
  @Type(() => WrittenConsultation)
  consultations: WrittenConsultation[];
}

/**
 * Reads `consultations.json` of a city's folder.
 * @throws Error that names everything wrong with it, one a line.
 */
export function readConsultations(folder: string, languages: readonly string[]): WrittenConsultation[] {
  const path = join(folder, 'consultations.json');
  const file = plainToInstance(ConsultationFile, readJson(path));
  const failures = validateSync(file, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  });
  const wrong = [
    ...failures.flatMap((failure) => complaints(failure, '')),
    ...missingLanguages(file, languages),
  ];
  if (wrong.length > 0)
    throw new Error(`${path} cannot be used:\n${wrong.map((line) => `  - ${line}`).join('\n')}`);
  return file.consultations;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function complaints({ property, constraints, children }: ValidationError, prefix: string): string[] {
  const path = `${prefix}${property}`;
  const own = Object.values(constraints ?? {}).map((words) => `${path}: ${words}`);
  return [...own, ...(children ?? []).flatMap((child) => complaints(child, `${path}.`))];
}
