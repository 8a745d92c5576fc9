import autocannon, { type Request } from 'autocannon';

export interface LoadOrder {
  url: string;
  /** Each is answered: a load that ends by the clock would leave some on the wire, and nobody could say what became of them. */
  amount: number;
  /** That are kept open, each with one request at a time. */
  connections: number;
  /** Begun in a second at the most; without it, as fast as answers come. */
  perSecond?: number | undefined;
  /** Completes the next request. */
  next?: (request: Request) => Request;
}

export interface LoadFigures {
  amount: number;
  seconds: number;
  perSecond: number;
  /** Milliseconds until the whole answer was there; with a rate, from the moment at which the request was due. */
  middle: number;
  p99: number;
  longest: number;
  /** How many answers had each status. */
  statuses: Record<string, number>;
  /** Requests without an answer. */
  failed: number;
}

/** Sends so many requests over so many connections and waits for every answer. */
export async function load({ url, amount, connections, perSecond, next }: LoadOrder): Promise<LoadFigures> {
  const begun = performance.now();
  const result = await autocannon({
    url,
    amount,
    connections,
    timeout: 30,
    ...(perSecond && { overallRate: perSecond }),
    ...(next && { requests: [{ setupRequest: (request) => next(request) }] }),
  });
  // Its own duration is rounded up to its ticks of a second.
  const seconds = (performance.now() - begun) / 1000;
  const { latency, errors, timeouts, statusCodeStats = {} } = result;
  return {
    ...{ amount, seconds, perSecond: amount / seconds },
    ...{ middle: latency.p50, p99: latency.p99, longest: latency.max },
    statuses: Object.fromEntries(
      Object.entries(statusCodeStats).map(([status, { count }]) => [status, Number(count ?? 0)]),
    ),
    failed: errors + timeouts,
  };
}
