import { parseArgs } from 'node:util';

export interface SiteOptions {
  homes: number;
  asks: number;
  leaves: number;
  connections: number;
  perSecond: number | undefined;
  /** Of *subscription*. */
  settings: NodeJS.ProcessEnv;
}

export function readOptions(args: string[]): SiteOptions {
  const { values } = parseArgs({
    args,
    options: {
      homes: { type: 'string', default: '60000' },
      asks: { type: 'string', default: '30000' },
      leaves: { type: 'string', default: '30000' },
      connections: { type: 'string', default: '80' },
      rate: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    ...{ homes: Number(values.homes), asks: Number(values.asks), leaves: Number(values.leaves) },
    ...{ connections: Number(values.connections), perSecond: values.rate ? Number(values.rate) : undefined },
    settings: Object.fromEntries(values.set.map((pair) => pair.split(/=(.*)/s).slice(0, 2))),
  };
}
