import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance, Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  ValidateNested,
  type ValidationError,
  validateSync,
} from 'class-validator';
import { CityFolderError, type Localised, type Sender } from '#libs/site';
import type { TopicToPublish } from './publish.service.ts';

const SLUG = /^[a-z0-9-]{1,80}$/;

class SubjectEntry {
  @Matches(SLUG)
  slug: string;

  @IsObject()
  name: Localised;
}

class TermsEntry {
  @Matches(SLUG)
  slug: string;

  @IsObject()
  collection: Localised<string[]>;

  @IsObject()
  consent: Localised<string[]>;
}

class TopicEntry {
  @Matches(SLUG)
  slug: string;

  @IsString()
  subject: string;

  @IsString()
  terms: string;

  @IsObject()
  name: Localised;

  @IsObject()
  description: Localised<string[]>;

  @IsObject()
  frequency: Localised;

  @IsObject()
  purpose: Localised<string[]>;

  /** A closed topic takes no new residents; those who follow it still can leave. */
  @IsOptional()
  closed?: boolean;
}

class TopicsFile {
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => SubjectEntry)
  subjects: SubjectEntry[];

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => TermsEntry)
  terms: TermsEntry[];

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => TopicEntry)
  topics: TopicEntry[];
}

/**
 * Reads `topics.json` of a city folder (`seed/README.md` describes it).
 * @throws CityFolderError that names each entry that is wrong.
 */
export function readTopics(folder: string, languages: string[], sender: Sender): TopicToPublish[] {
  const path = join(folder, 'topics.json');
  const file = plainToInstance(TopicsFile, JSON.parse(readFileSync(path, 'utf8')) as object);
  const broken = validateSync(file).flatMap((failure) => paths(failure));
  const wrong = broken.length > 0 ? broken : untold(file, languages);
  if (wrong.length > 0)
    throw new CityFolderError(`${path} cannot be used: ${wrong.join(', ')} is missing or wrong`);
  return file.topics.map((topic, position) => {
    const subject = find(file.subjects, topic.subject, `${path}: topics.${position}.subject`);
    const terms = find(file.terms, topic.terms, `${path}: topics.${position}.terms`);
    const { slug, name, description, frequency, purpose } = topic;
    const facts = {
      subject: subject.name,
      name,
      description,
      frequency,
      purpose,
      terms: wholeTerms(terms, languages),
      sender,
    };
    return { slug, position, open: topic.closed !== true, facts };
  });
}

/** Collection notice, then the request for consent: in this order they are shown and hashed. */
function wholeTerms({ collection, consent }: TermsEntry, languages: string[]): Localised<string[]> {
  return Object.fromEntries(
    languages.map((code) => [code, [...(collection[code] ?? []), ...(consent[code] ?? [])]]),
  );
}

function find<T extends { slug: string }>(entries: T[], slug: string, where: string): T {
  const entry = entries.find((candidate) => candidate.slug === slug);
  if (!entry) throw new CityFolderError(`${where} names "${slug}", which is not there`);
  return entry;
}

const LOCALISED = ['name', 'collection', 'consent', 'description', 'frequency', 'purpose'];

/** What lacks one of the city's languages. */
function untold(file: TopicsFile, languages: string[]): string[] {
  return [...file.subjects, ...file.terms, ...file.topics].flatMap((entry) =>
    Object.entries(entry)
      .filter(([key]) => LOCALISED.includes(key))
      .flatMap(([key, value]) =>
        languages.filter((code) => !value[code]?.length).map((code) => `${entry.slug}.${key}.${code}`),
      ),
  );
}

function paths(failure: ValidationError): string[] {
  const own = failure.constraints ? [failure.property] : [];
  return [...own, ...(failure.children ?? []).flatMap(paths).map((path) => `${failure.property}.${path}`)];
}
