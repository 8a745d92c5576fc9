/**
 * How soon the jobs of a killed process go to another one. Being handed over is no failure: the inbox and the leases in
 * PostgreSQL decide whether there is work left.
 */
export const TAKEOVER = { lockDuration: 6_000, stalledInterval: 3_000, maxStalledCount: 1_000 } as const;
