import { CreateLedger1764000000000 } from './1764000000000-create-ledger.ts';
import { CreateRecords1764000000001 } from './1764000000001-create-records.ts';
import { CreateStandings1764000000002 } from './1764000000002-create-standings.ts';
import { RecordEveryKind1764000100000 } from './1764000100000-record-every-kind.ts';
import { CreatePublication1764000100001 } from './1764000100001-create-publication.ts';
import { CreateExports1764000200000 } from './1764000200000-create-exports.ts';
import { RebuildStandings1764000300000 } from './1764000300000-rebuild-standings.ts';
import { LetImpliedConsentEnd1764000300001 } from './1764000300001-let-implied-consent-end.ts';
import { EraseResidents1764000300002 } from './1764000300002-erase-residents.ts';
import { FindOldRequests1764000300003 } from './1764000300003-find-old-requests.ts';
import { SearchAndCount1764000400000 } from './1764000400000-search-and-count.ts';
import { PublishInBatches1764000450000 } from './1764000450000-publish-in-batches.ts';
import { AnswerAccessRequests1764000700000 } from './1764000700000-answer-access-requests.ts';
import { KeepDetailsApart1764000800000 } from './1764000800000-keep-details-apart.ts';
import { KeepManifests1764000900000 } from './1764000900000-keep-manifests.ts';
import { PlaceCosignatures1764000900002 } from './1764000900002-place-cosignatures.ts';
import { FindDispatchesByTime1764001000000 } from './1764001000000-find-dispatches-by-time.ts';
import { CheckLeavesOnce1764001100000 } from './1764001100000-check-leaves-once.ts';
import { KeepTopicsInRuns1765000703000 } from './1765000703000-keep-topics-in-runs.ts';
import { NoteBatchesApart1765000805000 } from './1765000805000-note-batches-apart.ts';
import { KeepActionsInRuns1765000810000 } from './1765000810000-keep-actions-in-runs.ts';
import { OrderDetailsByEntry1765000811000 } from './1765000811000-order-details-by-entry.ts';
import { CheckWithdrawalsOnce1765000812000 } from './1765000812000-check-withdrawals-once.ts';

export const migrations = [
  CreateLedger1764000000000,
  CreateRecords1764000000001,
  CreateStandings1764000000002,
  RecordEveryKind1764000100000,
  CreatePublication1764000100001,
  CreateExports1764000200000,
  RebuildStandings1764000300000,
  LetImpliedConsentEnd1764000300001,
  EraseResidents1764000300002,
  FindOldRequests1764000300003,
  SearchAndCount1764000400000,
  PublishInBatches1764000450000,
  KeepManifests1764000900000,
  PlaceCosignatures1764000900002,
  KeepDetailsApart1764000800000,
  FindDispatchesByTime1764001000000,
  AnswerAccessRequests1764000700000,
  CheckLeavesOnce1764001100000,
  KeepTopicsInRuns1765000703000,
  NoteBatchesApart1765000805000,
  KeepActionsInRuns1765000810000,
  OrderDetailsByEntry1765000811000,
  CheckWithdrawalsOnce1765000812000,
];
