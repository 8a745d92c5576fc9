import { Type } from 'class-transformer';
import {
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsLocale,
  IsPositive,
  IsUUID,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { Contract } from './contract.ts';

/** `as-it-happens`: each announcement by itself, at once. The others: all of a day, or of a week, in one letter. */
export const frequencies = ['as-it-happens', 'daily', 'weekly'] as const;
export type Frequency = (typeof frequencies)[number];

/** How often a resident wants to hear about one topic. */
export class TopicFrequency {
  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  @IsIn(frequencies)
  frequency: Frequency;
}

/**
 * How a resident wants to be written to: the whole state, each time that anything of it changes, and when a request is confirmed.
 * It never says whether: that is the standing's alone. The higher version wins; one that comes before the standing is kept for it.
 */
@Contract({ kind: 'preferences-changed.v1', from: 'subscription', to: ['notification'], lane: 'normal' })
export class PreferencesChangedV1 {
  @IsUUID()
  residentId: string;

  /** Grows with each change of the resident's. */
  @IsInt()
  @IsPositive()
  version: number;

  /** Of all mails to them. */
  @IsLocale()
  language: string;

  /** The first day in the city's time zone on which they are mailed again, e.g. `2026-01-19`; null: they are not paused. */
  @ValidateIf(({ pausedUntil }: PreferencesChangedV1) => pausedUntil !== null)
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  @IsISO8601({ strict: true })
  pausedUntil: string | null;

  /** Of every topic that they follow, each once. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => TopicFrequency)
  frequencies: TopicFrequency[];
}
