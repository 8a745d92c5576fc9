import { IsInt, IsPositive, IsUUID, Matches, Min } from 'class-validator';

/** One (resident, topic) and the ledger entry that decides whether we may write. */
export class Standing {
  @Matches(/^[a-z0-9-]{1,80}$/)
  topic: string;

  @IsUUID()
  subscriptionId: string;

  @IsInt()
  @IsPositive()
  version: number;

  @IsInt()
  @Min(0)
  ledgerIndex: number;
}
