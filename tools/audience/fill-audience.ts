import type { Client } from 'pg';

export interface AudienceOrder {
  topic: string;
  residents: number;
  /** Before the `@` of each address, e.g. `resident.`; a number follows. */
  name: string;
}

/** Where residents have their mail, and how many of a hundred. The rest is spread over a thousand small domains. */
const DOMAINS = [
  ['mail.example.com', 46],
  ['post.example.net', 22],
  ['example.org', 12],
  ['inbox.example.com', 8],
  ['example.ca', 5],
  ['courriel.example.org', 3],
] as const;

/** By a resident's number, so that it is the same in every run. */
const DOMAIN = `CASE ${shares().join(' ')} ELSE 'small' || n % 1000 || '.example.net' END`;

/**
 * Adds so many residents who follow the topic to the audience of *notification*, as if *consent* had granted them all: ids and
 * subscription ids drawn by chance, one of eight reads French. @param owner connection of the database's owner.
 */
export async function fillAudience(owner: Client, { topic, residents, name }: AudienceOrder): Promise<void> {
  await owner.query(
    `INSERT INTO notification.audience
       (topic, resident_id, subscription_id, address, language, version, ledger_index, active, joined, granted_at)
     SELECT $1, gen_random_uuid(), gen_random_uuid(), $2 || n || '@' || ${DOMAIN},
       CASE WHEN n % 8 = 0 THEN 'fr' ELSE 'en' END, 1, n, true, nextval('notification.audience_moments'), now()
     FROM generate_series(1, $3::integer) AS n`,
    [topic, name, residents],
  );
  // What autovacuum would do within minutes: without it the planner reads a table that it takes for empty.
  await owner.query('VACUUM (ANALYZE) notification.audience');
}

function shares(): string[] {
  let upTo = 0;
  return DOMAINS.map(([domain, share]) => {
    upTo += share;
    // A factor without a common divisor spreads neighbours over the domains.
    return `WHEN n * 37 % 100 < ${upTo} THEN '${domain}'`;
  });
}
