import {
  IsInt,
  IsISO8601,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
} from 'class-validator';

/** A topic as it was asked for: under which notice. */
export class AskedTopic {
  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  @IsInt()
  @IsPositive()
  topicVersion: number;

  /** SHA-256 of the notice, 64 hexadecimal digits. */
  @Matches(/^[0-9a-f]{64}$/)
  notice: string;
}

/** A topic that a resident follows or left. The higher version of the same (resident, topic) wins. */
export class SubscribedTopic extends AskedTopic {
  @IsUUID()
  subscriptionId: string;

  @IsInt()
  @IsPositive()
  version: number;
}

/** How a consent event came about (ASK-9). */
export class Manner {
  /** The control that was used, e.g. `subscribe-button`, `api`, `one-click`. */
  @Matches(/^[a-z-]{1,40}$/)
  control: string;

  /** The path of the page that carried it, without its token. */
  @IsString()
  @MaxLength(200)
  page: string;

  /** As the trusted proxy saw it. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  clientAddress?: string;

  @IsOptional()
  @IsString()
  @MaxLength(512)
  userAgent?: string;
}

/** What the confirmation mail needs. Only sealed messages carry it. */
export class Confirmation {
  @Matches(/^[A-Za-z0-9_-]{43}$/)
  token: string;

  @IsISO8601({ strict: true })
  expiresAt: string;
}
