import { CreateSending1764000100000 } from './1764000100000-create-sending.ts';
import { CreateAnnouncements1764000200000 } from './1764000200000-create-announcements.ts';
import { PublishInBatches1764000450000 } from './1764000450000-publish-in-batches.ts';
import { MailCheckpoints1764000500000 } from './1764000500000-mail-checkpoints.ts';
import { WriteAccessLetters1764000700001 } from './1764000700001-write-access-letters.ts';
import { HandManifestsOver1764000900001 } from './1764000900001-hand-manifests-over.ts';
import { PartitionDeliveries1764100100000 } from './1764100100000-partition-deliveries.ts';
import { TellRevocations1764100110000 } from './1764100110000-tell-revocations.ts';
import { CountOutcomes1764100120000 } from './1764100120000-count-outcomes.ts';
import { StopAtRefusals1764100130000 } from './1764100130000-stop-at-refusals.ts';
import { KeepLanes1764100300000 } from './1764100300000-keep-lanes.ts';
import { TakeReturns1764100400000 } from './1764100400000-take-returns.ts';
import { CountFailures1764100410000 } from './1764100410000-count-failures.ts';
import { TellConsultations1765000000000 } from './1765000000000-tell-consultations.ts';
import { KeepPreferences1765000200001 } from './1765000200001-keep-preferences.ts';
import { ChooseHow1765000200002 } from './1765000200002-choose-how.ts';
import { WriteDigests1765000200003 } from './1765000200003-write-digests.ts';
import { WritePersonalLetters1765000300000 } from './1765000300000-write-personal-letters.ts';
import { TellFigures1765000500100 } from './1765000500100-tell-figures.ts';
import { CountWhatWasSeen1765000600000 } from './1765000600000-count-what-was-seen.ts';
import { ForgetReturns1765000600100 } from './1765000600100-forget-returns.ts';
import { StopDigests1765000702000 } from './1765000702000-stop-digests.ts';
import { NoteIntents1765000704000 } from './1765000704000-note-intents.ts';
import { OpenPartitions1765000800000 } from './1765000800000-open-partitions.ts';
import { NoteBatchesApart1765000805000 } from './1765000805000-note-batches-apart.ts';

export const migrations = [
  CreateSending1764000100000,
  CreateAnnouncements1764000200000,
  PublishInBatches1764000450000,
  MailCheckpoints1764000500000,
  HandManifestsOver1764000900001,
  WriteAccessLetters1764000700001,
  TakeReturns1764100400000,
  CountFailures1764100410000,
  PartitionDeliveries1764100100000,
  TellRevocations1764100110000,
  CountOutcomes1764100120000,
  StopAtRefusals1764100130000,
  KeepLanes1764100300000,
  CountWhatWasSeen1765000600000,
  ForgetReturns1765000600100,
  KeepPreferences1765000200001,
  WritePersonalLetters1765000300000,
  TellConsultations1765000000000,
  TellFigures1765000500100,
  ChooseHow1765000200002,
  WriteDigests1765000200003,
  StopDigests1765000702000,
  NoteIntents1765000704000,
  OpenPartitions1765000800000,
  NoteBatchesApart1765000805000,
];
