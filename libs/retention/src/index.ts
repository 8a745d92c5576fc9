export {
  classes,
  cutoffOf,
  type DetailClass,
  isDetail,
  type RetentionClass,
  type RetentionRules,
  readRetentionRules,
} from './retention-rules.ts';
