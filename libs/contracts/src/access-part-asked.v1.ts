import { ArrayNotEmpty, IsString, IsUUID, MaxLength } from 'class-validator';
import { Contract } from './contract.ts';

/** *consent* asks what *notification* holds, by every id and spelling that the ledger and *subscription* know (PROOF-6). */
@Contract({ kind: 'access-part-asked.v1', from: 'consent', to: ['notification'], lane: 'normal' })
export class AccessPartAskedV1 {
  @IsUUID()
  accessId: string;

  @ArrayNotEmpty()
  @IsUUID(undefined, { each: true })
  residentIds: string[];

  /** The address as it was typed at any time. */
  @ArrayNotEmpty()
  @IsString({ each: true })
  @MaxLength(320, { each: true })
  addresses: string[];
}
