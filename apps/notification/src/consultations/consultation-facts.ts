import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsISO8601,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { type InEveryLanguage, Paragraphs, Words } from './in-every-language.ts';

/** A day in the city. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WEB = { protocols: ['https'], require_protocol: true };

/** Something that the consultation weighs, e.g. a working principle. */
class Theme {
  @Words()
  name: InEveryLanguage;

  @Words()
  words: InEveryLanguage;
}

class Themes {
  @Words()
  title: InEveryLanguage;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Theme)
  items: Theme[];
}

/** A meeting, at a time or on a day whose hours are not known. */
class Session {
  @Words()
  name: InEveryLanguage;

  @ValidateIf((session: Session) => session.on === undefined)
  @IsISO8601({ strict: true })
  startsAt?: string;

  @ValidateIf((session: Session) => session.on === undefined)
  @IsISO8601({ strict: true })
  endsAt?: string;

  @IsOptional()
  @Matches(DAY)
  on?: string;

  @Words()
  place: InEveryLanguage;

  @IsBoolean()
  isOnline: boolean;
}

class Material {
  @IsString()
  kind: string;

  @Words()
  title: InEveryLanguage;

  @Words()
  words: InEveryLanguage;

  @IsOptional()
  @IsUrl(WEB)
  href?: string;
}

/** What was heard, and who was told. */
class Report {
  @Matches(DAY)
  on: string;

  @Words()
  to: InEveryLanguage;

  @Words()
  words: InEveryLanguage;

  @IsOptional()
  @IsUrl(WEB)
  href?: string;
}

/** What the city writes about a consultation, by language. */
export class ConsultationFacts {
  @Words()
  title: InEveryLanguage;

  @Words()
  summary: InEveryLanguage;

  @Paragraphs()
  description: InEveryLanguage<string[]>;

  @IsOptional()
  @ValidateNested()
  @Type(() => Themes)
  themes?: Themes;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Session)
  sessions: Session[];

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Material)
  materials: Material[];

  @IsOptional()
  @ValidateNested()
  @Type(() => Report)
  reported?: Report;
}
