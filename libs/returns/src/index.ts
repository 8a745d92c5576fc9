export { weighReason } from './bounce.ts';
export { envelopeInHeaders } from './envelope-in-headers.ts';
export { READ_OCTETS, readReturn } from './read-return.ts';
export { type ReturnedMail, ReturnPaths } from './return-paths.ts';
export {
  type Answer,
  type Bounce,
  type Complaint,
  type Correspondence,
  type LeaveWish,
  type Returned,
  type Traces,
  UnreadableReturn,
} from './returned.ts';
