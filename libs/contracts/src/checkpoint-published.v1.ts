import { IsInt, IsPositive, Matches } from 'class-validator';
import { Contract } from './contract.ts';

/** The ledger as it was signed on a day, for the residents' page about it: once each day. */
@Contract({ kind: 'checkpoint-published.v1', from: 'consent', to: ['subscription'], lane: 'normal' })
export class CheckpointPublishedV1 {
  /** In the city's time zone, e.g. `2026-01-19`. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  day: string;

  /** The ledger's name. */
  @Matches(/^[\x21-\x7e]{1,200}$/)
  origin: string;

  /** How many entries it had. */
  @IsInt()
  @IsPositive()
  size: number;

  /** RFC 6962 root over all of them, in base64. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/)
  root: string;
}
