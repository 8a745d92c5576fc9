import { ArrayNotEmpty, IsISO8601, IsObject, Matches } from 'class-validator';
import { Contract } from './contract.ts';

const SLUG = /^[a-z0-9-]{1,80}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A consultation came to be, or changed; its page is at `/consultations/<consultation>`. The later `publishedAt` holds. */
@Contract({ kind: 'consultation-published.v1', from: 'notification', to: ['subscription'], lane: 'normal' })
export class ConsultationPublishedV1 {
  @Matches(SLUG)
  consultation: string;

  /** Whose followers hear of it. */
  @ArrayNotEmpty()
  @Matches(SLUG, { each: true })
  topics: string[];

  /** By language. */
  @IsObject()
  titles: Record<string, string>;

  /** A sentence, by language. */
  @IsObject()
  summaries: Record<string, string>;

  /** The first and the last day, in the city. */
  @Matches(DAY)
  opensOn: string;

  @Matches(DAY)
  closesOn: string;

  @IsISO8601({ strict: true })
  publishedAt: string;
}
