import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export const dispatchStates = ['running', 'paused', 'missed', 'finished'] as const;
export type DispatchState = (typeof dispatchStates)[number];

/**
 * SEND-2: accounts for everyone who is told as it happens. Once finished: audience = accepted + suppressed + failed + uncertain.
 * Followers who chose otherwise are beside it, and no part of the sum.
 */
export interface Statement {
  dispatchId: string;
  announcementId: string;
  topic: string;
  state: DispatchState;
  /** Why it is paused: a code of the relay such as `5.7.1`, or a word such as `operator`. */
  reason: string | null;
  scheduledAt: Date;
  plannedAt: Date;
  finishedAt: Date | null;
  /** Staff leave it out of digests. */
  isWithheld: boolean;
  /** Since then only these counts are left. */
  deliveriesDroppedAt: Date | null;
  audience: number;
  /** Followers who get it in a digest; counted when the audience was frozen. */
  inDigests: number;
  /** Followers who get it once their pause has ended; counted when the audience was frozen. */
  paused: number;
  accepted: number;
  suppressed: number;
  failed: number;
  uncertain: number;
  /** Whose outcome is still open. */
  toDo: number;
  /** Of those to do, tried already and waiting to be tried again. */
  deferred: number;
  /** Codes and how many, the most frequent first. */
  reasons: { suppressed: ReasonCount[]; failed: ReasonCount[]; uncertain: ReasonCount[] };
}

export interface ReasonCount {
  reason: string;
  count: number;
}

interface OutcomeCount extends ReasonCount {
  dispatchId: string;
  state: 'accepted' | 'suppressed' | 'failed' | 'uncertain' | 'deferred';
}

type DispatchRow = Omit<Statement, 'accepted' | 'suppressed' | 'failed' | 'uncertain' | 'toDo' | 'deferred'>;

/** What the console shows of dispatches, while they run and ever after. */
@Injectable()
export class StatementQuery {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns undefined when the announcement was not dispatched. */
  async ofAnnouncement(announcementId: string): Promise<Statement | undefined> {
    const [statement] = await this.ofAnnouncements([announcementId]);
    return statement;
  }

  async ofAnnouncements(announcementIds: readonly string[]): Promise<Statement[]> {
    const dispatches = await this.dataSource.query<DispatchRow[]>(
      `SELECT id AS "dispatchId", announcement_id AS "announcementId", topic, state, reason, audience,
         in_digests AS "inDigests", paused, is_withheld AS "isWithheld",
         scheduled_at AS "scheduledAt", planned_at AS "plannedAt", finished_at AS "finishedAt",
         deliveries_dropped_at AS "deliveriesDroppedAt"
       FROM dispatches WHERE announcement_id = ANY($1::uuid[]) ORDER BY planned_at DESC, id`,
      [announcementIds],
    );
    const counts = await this.dataSource.query<OutcomeCount[]>(COUNTS, [
      dispatches.map(({ dispatchId }) => dispatchId),
    ]);
    return dispatches.map((dispatch) =>
      statementOf(
        dispatch,
        counts.filter(({ dispatchId }) => dispatchId === dispatch.dispatchId),
      ),
    );
  }
}

/**
 * Nobody counts millions of rows for a page. A finished dispatch has its counts stored; one that runs has those of its batches
 * that are done, which change no more, and only what lies in the others is counted anew.
 */
const COUNTS = `
  WITH open AS MATERIALIZED (
    SELECT id FROM dispatches WHERE id = ANY($1::uuid[]) AND state <> 'finished'
  ), counted AS (
    SELECT dispatch_id, state, reason, count FROM dispatch_counts WHERE dispatch_id = ANY($1::uuid[])
    UNION ALL
    SELECT dispatch_id, split_part(outcome, ' ', 1), substr(outcome, strpos(outcome || ' ', ' ') + 1), count::integer
    FROM batches JOIN open ON open.id = dispatch_id CROSS JOIN jsonb_each_text(outcomes) AS counts (outcome, count)
    WHERE state = 'done'
    UNION ALL
    SELECT batch.dispatch_id, delivery.state, COALESCE(delivery.reason, ''), 1
    FROM batches AS batch JOIN open ON open.id = batch.dispatch_id
    CROSS JOIN LATERAL (SELECT state, reason FROM deliveries WHERE dispatch_id = batch.dispatch_id
      AND resident_id BETWEEN batch.first_resident AND batch.last_resident) AS delivery
    WHERE batch.state = 'open'
  )
  SELECT dispatch_id AS "dispatchId", state, reason, sum(count)::integer AS count
  FROM counted GROUP BY dispatch_id, state, reason ORDER BY count DESC, reason`;

function statementOf(dispatch: DispatchRow, counts: OutcomeCount[]): Statement {
  const having = (state: OutcomeCount['state']) => counts.filter((row) => row.state === state);
  const total = (state: OutcomeCount['state']) => having(state).reduce((sum, { count }) => sum + count, 0);
  const reasons = (state: OutcomeCount['state']) =>
    having(state).map(({ reason, count }) => ({ reason, count }));
  const [accepted, suppressed] = [total('accepted'), total('suppressed')];
  const [failed, uncertain] = [total('failed'), total('uncertain')];
  return {
    ...dispatch,
    accepted,
    suppressed,
    failed,
    uncertain,
    toDo: dispatch.audience - accepted - suppressed - failed - uncertain,
    deferred: total('deferred'),
    reasons: {
      suppressed: reasons('suppressed'),
      failed: reasons('failed'),
      uncertain: reasons('uncertain'),
    },
  };
}
