export { AccessAskedV1 } from './access-asked.v1.ts';
export { AccessPartV1 } from './access-part.v1.ts';
export { AccessPartAskedV1 } from './access-part-asked.v1.ts';
export { HeldTable } from './access-parts.ts';
export { AccessReadyV1 } from './access-ready.v1.ts';
export { AnnouncementPublishedV1 } from './announcement-published.v1.ts';
export { AnnouncementReleasedV1 } from './announcement-released.v1.ts';
export { AskedRecordedV1 } from './asked-recorded.v1.ts';
export { AskedRecordedV2 } from './asked-recorded.v2.ts';
export { CheckpointOfDayV1 } from './checkpoint-of-day.v1.ts';
export { CheckpointPublishedV1 } from './checkpoint-published.v1.ts';
export { ConsentAskedV1 } from './consent-asked.v1.ts';
export { ConsentConfirmedV1 } from './consent-confirmed.v1.ts';
export { ConsentDeclinedV1 } from './consent-declined.v1.ts';
export { ConsentImportedV1 } from './consent-imported.v1.ts';
export { AskedTopic, Confirmation, Manner, SubscribedTopic } from './consent-parts.ts';
export { ConsentWithdrewV1 } from './consent-withdrew.v1.ts';
export { ConsultationPublishedV1 } from './consultation-published.v1.ts';
export {
  Contract,
  type ContractFacts,
  contractOf,
  contracts,
  contractsTakenBy,
  type Lane,
  lanes,
  type Service,
  services,
} from './contract.ts';
export { DeliveryAskedV1, deliveryOutcomes } from './delivery-asked.v1.ts';
export { DispatchFinishedV1 } from './dispatch-finished.v1.ts';
export { ErasureAskedV1 } from './erasure-asked.v1.ts';
export { LeaveAskedV1 } from './leave-asked.v1.ts';
export { MailsCountedV1 } from './mails-counted.v1.ts';
export { ManifestPartV1 } from './manifest-part.v1.ts';
export { type PersonalLetter, PersonalLetterAskedV1, personalLetters } from './personal-letter-asked.v1.ts';
export {
  type Frequency,
  frequencies,
  PreferencesChangedV1,
  TopicFrequency,
} from './preferences-changed.v1.ts';
export { InvalidMessage, readMessage } from './read-message.ts';
export { ResidentErasedV1 } from './resident-erased.v1.ts';
export { ResidentErasedV2 } from './resident-erased.v2.ts';
export { StandingEndedV1 } from './standing-ended.v1.ts';
export { StandingGrantedV1 } from './standing-granted.v1.ts';
export { StandingGrantedV2 } from './standing-granted.v2.ts';
export { grantBases, StandingGrantedV3 } from './standing-granted.v3.ts';
export { Standing } from './standing-parts.ts';
export { Notice, TopicPublishedV1, TopicSender } from './topic-published.v1.ts';
