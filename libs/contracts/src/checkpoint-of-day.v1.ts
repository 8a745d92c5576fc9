import { ArrayNotEmpty, IsInt, IsOptional, IsPositive, IsString, Matches, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The ledger as it was signed, for those outside the city who keep it: once each day, also when nothing was added. */
@Contract({ kind: 'checkpoint-of-day.v1', from: 'consent', to: ['notification'], lane: 'normal' })
export class CheckpointOfDayV1 {
  /** In the city's time zone, e.g. `2026-01-19`. */
  @Matches(DAY)
  day: string;

  /** The ledger's name. */
  @Matches(/^[\x21-\x7e]{1,200}$/)
  origin: string;

  /** How many entries it had. */
  @IsInt()
  @IsPositive()
  size: number;

  /** The C2SP signed note, octet for octet as UTF-8, with the cosignatures that had come in. */
  @IsString()
  @MaxLength(20_000)
  note: string;

  /** Those that sign now, `<name>+<8 hexadecimal digits>+<base64>`, the newest first. */
  @ArrayNotEmpty()
  @Matches(/^[\x21-\x7e]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/, { each: true })
  verifierKeys: string[];

  /** The day of the message before this one; absent in the first. */
  @IsOptional()
  @Matches(DAY)
  previousDay?: string;

  /** How many entries the ledger had then. */
  @IsOptional()
  @IsInt()
  @IsPositive()
  previousSize?: number;
}
