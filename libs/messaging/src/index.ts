export { type Act, Corridor, type Together } from './corridor.ts';
export { Doorbell, type DoorbellWork } from './doorbell.ts';
export { type GatheredWork, Gathering } from './gathering.ts';
export { MessagingModule } from './messaging.module.ts';
export { MessagingOptions } from './messaging-options.ts';
export { messagingBatches, messagingGrants, messagingOnWay, messagingTables } from './messaging-tables.ts';
export { QueueHealth } from './queue-health.ts';
export { Seal } from './seal.ts';
export { type Taken, Takes } from './takes.decorator.ts';
