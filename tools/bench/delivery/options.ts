import { parseArgs } from 'node:util';
import { StepFailed } from '../../say.ts';
import type { Signing } from './signing.ts';
import type { SinkKind } from './sink.ts';

export interface BenchOptions {
  residents: number;
  /** To the sink, ours and those of smtp-source. */
  sessions: number;
  sink: SinkKind;
  /** Milliseconds to the sink and back; 0: as it is. */
  roundTrip: number;
  /** Whether residents leave and ask while it runs; only our own sink can tell when their mails begin. */
  isWhile: boolean;
  /** Each size on the way to `residents`. */
  isGrowing: boolean;
  /** Residents of the announcement that is profiled; 0: none is. */
  profile: number;
  longestSeconds: number;
  signing: Signing;
  /** Of *notification*, e.g. SENDERS. */
  settings: NodeJS.ProcessEnv;
}

const SINKS: SinkKind[] = ['smtp-sink', 'ours', 'postfix'];

/** @throws StepFailed for what is no option. */
export function readOptions(words: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      residents: { type: 'string', default: '100000' },
      sessions: { type: 'string', default: '20' },
      sink: { type: 'string' },
      'round-trip': { type: 'string', default: '0' },
      postfix: { type: 'boolean', default: false },
      while: { type: 'boolean', default: false },
      grow: { type: 'boolean', default: false },
      profile: { type: 'string', default: '5000' },
      longest: { type: 'string', default: '3600' },
      dkim: { type: 'boolean', default: false },
      set: { type: 'string', multiple: true, default: [] },
    },
  });
  const sink = values.postfix ? 'postfix' : (values.sink ?? (values.while ? 'ours' : 'smtp-sink'));
  if (!SINKS.includes(sink as SinkKind)) throw refused(`--sink ${sink}`);
  if (values.while && sink !== 'ours') throw refused('--while with a sink that is not ours');
  // `--dkim ed25519` reads better than a second option.
  const [second, ...others] = positionals;
  if (others.length > 0 || (second !== undefined && !(values.dkim && second === 'ed25519')))
    throw refused(positionals.join(' '));
  return {
    residents: number('residents', values.residents),
    sessions: number('sessions', values.sessions),
    sink: sink as SinkKind,
    roundTrip: number('round-trip', values['round-trip']),
    isWhile: values.while,
    isGrowing: values.grow,
    profile: number('profile', values.profile),
    longestSeconds: number('longest', values.longest),
    signing: values.dkim ? (second ? 'both' : 'rsa') : 'none',
    settings: Object.fromEntries(values.set.map(setting)),
  };
}

function number(name: string, text: string): number {
  if (!/^\d{1,8}$/.test(text)) throw refused(`--${name} ${text}`);
  return Number(text);
}

function setting(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw refused(`--set ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function refused(what: string): StepFailed {
  return new StepFailed(`${what} is not understood`, `Sinks are ${SINKS.join(', ')}; numbers are whole.`);
}
