import autocannon, { type Request } from 'autocannon';

export interface LoadOrder {
  url: string;
  /** Each is answered: a load that ends by the clock would leave some on the wire, and nobody could say what became of them. */
  amount: number;
  /** That are kept open, each with one request at a time. */
  connections: number;
  /** Begun in a second at the most; without it, as fast as answers come. */
  perSecond?: number | undefined;
  /** What differs in the request of this number; the first is 1, and each is sent once. */
  request: (number: number) => Partial<Request>;
  /** Whether it is the answer that a visitor came for: a page that says something else may have the same status. */
  isRight: (answer: Answer) => boolean;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

export interface LoadFigures {
  amount: number;
  /** From the first request to the last answer. */
  seconds: number;
  perSecond: number;
  /** Milliseconds until the whole answer was there; with a rate, from the moment at which the request was due. */
  middle: number;
  p99: number;
  longest: number;
  /** How many answers had each status. */
  statuses: Record<string, number>;
  /** The numbers of the requests that were answered rightly. */
  right: Set<number>;
  /** Requests without an answer. */
  failed: number;
}

/** Sends so many requests over so many connections and waits for every answer. */
export async function load(order: LoadOrder): Promise<LoadFigures> {
  const { url, amount, connections, perSecond } = order;
  const right = new Set<number>();
  const begun = performance.now();
  let answeredAt = begun;
  let number = 0;
  const setupRequest = (request: Request, context: { number?: number }) => {
    number += 1;
    context.number = number;
    return { ...request, ...order.request(number) };
  };
  const onResponse = (status: number, body: string, context: { number?: number }, headers: object = {}) => {
    answeredAt = performance.now();
    const answer = { status, body, headers: { ...headers } };
    if (context.number !== undefined && order.isRight(answer)) right.add(context.number);
  };
  const result = await autocannon({
    ...{ url, amount, connections, timeout: 30, requests: [{ setupRequest, onResponse }] },
    ...(perSecond && { overallRate: perSecond }),
  });
  // It looks only once a second whether it is done.
  const seconds = (answeredAt - begun) / 1000;
  const { latency, errors, timeouts, statusCodeStats = {} } = result;
  return {
    ...{ amount, seconds, perSecond: amount / seconds, right },
    ...{ middle: latency.p50, p99: latency.p99, longest: latency.max },
    statuses: Object.fromEntries(
      Object.entries(statusCodeStats).map(([status, { count }]) => [status, Number(count ?? 0)]),
    ),
    failed: errors + timeouts,
  };
}

/** What is wrong with the answers themselves. */
export function faultsOfAnswers({ amount, right, failed }: LoadFigures): string[] {
  return [
    ...(right.size === amount ? [] : [`${amount - right.size} of ${amount} got another answer`]),
    ...(failed === 0 ? [] : [`${failed} requests failed`]),
  ];
}
