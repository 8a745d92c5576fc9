import { IsInt, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { Contract } from './contract.ts';

/**
 * A part of the manifest of a finished dispatch. The parts in their order, one after the other, are the text that the
 * dispatch's entry in the ledger is the SHA-256 of. They may come in any order, and again.
 */
@Contract({ kind: 'manifest-part.v1', from: 'notification', to: ['consent'], lane: 'normal' })
export class ManifestPartV1 {
  @IsUUID()
  dispatchId: string;

  /** SHA-256 of the whole manifest, as `dispatch-finished.v1` told it: 64 hexadecimal digits. */
  @Matches(/^[0-9a-f]{64}$/)
  manifest: string;

  /** From 0 on. */
  @IsInt()
  @Min(0)
  part: number;

  /** How many there are in all; 1 for a dispatch that nobody was in the audience of. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  parts: number;

  /** Lines `<resident id> <outcome> <ledger index relied on>` with a line feed each, as `dispatch-finished.v1` says. */
  @IsString()
  @MaxLength(1_000_000)
  @Matches(/^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} [a-z]{1,20} (?:0|[1-9][0-9]{0,14})\n)*$/)
  lines: string;
}
