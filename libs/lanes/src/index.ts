export type { Allotments } from './allotment.ts';
export type { Answer } from './answer.ts';
export { Destinations, type LookUp } from './destinations.ts';
export type { Lane, LaneState, Share } from './lane.ts';
export { type LaneLimits, type LimitTable, readLimits } from './lane-limits.ts';
export { Lanes } from './lanes.ts';
export type { Organisation } from './organisation.ts';
export { PROVIDERS } from './providers.ts';
export { type RampPlan, readRamps } from './ramp.ts';
