/** Everything that a sender needs to know of the batch that it has the lease of. */
export interface LeasedBatch {
  id: string;
  /** Grows with each lease: with an older one nothing can be recorded any more. */
  epoch: number;
  dispatchId: string;
  announcementId: string;
  contentHash: string;
  topic: string;
  firstResident: string;
  lastResident: string;
  messageKey: Buffer;
  leasedAt: Date;
  plannedAt: Date;
  /** After this a mail is not tried again. */
  windowEndsAt: Date;
  /** How often in a row the relay could not be reached. */
  troubles: number;
}

/** One resident, checked a moment ago, and noted as about to be handed over. */
export interface Intent {
  residentId: string;
  /** The ledger entry that says so. */
  ledgerIndex: string;
  /** When that was read. */
  handedAt: Date;
  address: string;
  language: string;
  subscriptionId: string;
  /** How often it was tried, this time included. */
  attempts: number;
}

interface Answer<Row> {
  rows: Row[];
  rowCount: number | null;
}

/** What these parts need of `pg`: one pool, and nobody else's connections. */
export interface Database {
  query<Row>(sql: string, parameters: unknown[]): Promise<Answer<Row>>;
}

/** Its connections keep the plans of statements that have a name: what is asked for each window takes as long to plan as to do. */
export interface PlanningDatabase {
  query<Row>(sql: string, parameters: unknown[]): Promise<Answer<Row>>;
  query<Row>(statement: { name: string; text: string; values: unknown[] }): Promise<Answer<Row>>;
}

/**
 * Settings of such a connection. Each statement has one plan, by an index, also when it was made while a table was empty: by itself
 * PostgreSQL makes most of them anew for each window, which takes longer than the window, or reads that table from its beginning
 * for as long as the plan lives.
 */
export const KEPT_PLANS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off';
