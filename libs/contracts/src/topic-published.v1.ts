import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsBoolean,
  IsEmail,
  IsInt,
  IsISO8601,
  IsLocale,
  IsNotEmpty,
  IsObject,
  IsPositive,
  IsString,
  IsUrl,
  Matches,
  ValidateNested,
} from 'class-validator';
import { Contract } from './contract.ts';

/** The exact words shown when consent is asked, in one language. */
export class Notice {
  @IsLocale()
  language: string;

  /** SHA-256 of the UTF-8 text, 64 hexadecimal digits. */
  @Matches(/^[0-9a-f]{64}$/)
  sha256: string;

  @IsString()
  @IsNotEmpty()
  text: string;
}

/** Who writes about a topic, as every mail must name them (MSG-1). Objects are keyed by language. */
export class TopicSender {
  @IsObject()
  organisation: Record<string, string>;

  @IsObject()
  division: Record<string, string>;

  /** The lines of the address. */
  @IsObject()
  postalAddress: Record<string, string[]>;

  @IsEmail()
  email: string;

  @IsString()
  @IsNotEmpty()
  telephone: string;

  @IsUrl({ protocols: ['https'], require_protocol: true })
  web: string;
}

/** A topic came to be, or changed: its names by language, its notices, and who writes. */
@Contract({
  kind: 'topic-published.v1',
  from: 'subscription',
  to: ['consent', 'notification'],
  lane: 'normal',
})
export class TopicPublishedV1 {
  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  @IsInt()
  @IsPositive()
  topicVersion: number;

  @IsBoolean()
  open: boolean;

  @IsObject()
  names: Record<string, string>;

  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => Notice)
  notices: Notice[];

  @ValidateNested()
  @Type(() => TopicSender)
  sender: TopicSender;

  @IsISO8601({ strict: true })
  publishedAt: string;
}
