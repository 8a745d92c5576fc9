import { cpuSeconds, ownCpuSeconds } from './cpu.ts';
import { familyOf, memoryMegabytes, programOf } from './processes.ts';

const EVERY_MILLISECONDS = 500;

/** What one process, or a group of them under one name, used while it was watched. */
export interface Usage {
  name: string;
  /** With all that it started, in seconds. */
  cpuSeconds: number;
  /** The most that one process of it held, in megabytes; of PostgreSQL without the memory that its processes share. */
  peakMegabytes: number;
  /** The middle of what the largest process held in the second quarter of the time, and in the last. */
  earlyMegabytes: number;
  lateMegabytes: number;
  /** Of notification the same of each of its programs; those that it started for a moment are left out. */
  programs: Omit<Usage, 'programs'>[];
}

/** What was seen of one process. */
interface Seen {
  name: string;
  begunWith: number;
  cpuSeconds: number;
  megabytes: number[];
}

/** One that was there for fewer looks came and went. */
const LEAST_LOOKS = 4;

/** Looks at processes by their ids until it is ended. */
export class ProcessWatch {
  readonly #begun = new Map<string, number>();
  readonly #samples = new Map<string, number[]>();
  readonly #seen = new Map<string, Map<number, Seen>>();
  readonly #timer: NodeJS.Timeout;
  private readonly pids: Record<string, number>;

  constructor(pids: Record<string, number>) {
    this.pids = pids;
    for (const [name, pid] of Object.entries(pids)) {
      this.#begun.set(name, cpuSeconds(pid));
      this.#samples.set(name, []);
    }
    this.#look();
    this.#timer = setInterval(() => this.#look(), EVERY_MILLISECONDS);
  }

  end(): Usage[] {
    clearInterval(this.#timer);
    this.#look();
    return Object.entries(this.pids).map(([name, pid]) => {
      const samples = this.#samples.get(name) ?? [];
      return {
        name,
        cpuSeconds: cpuSeconds(pid) - (this.#begun.get(name) ?? 0),
        ...held(samples),
        programs: name === 'notification' ? this.#programs(name) : [],
      };
    });
  }

  #programs(name: string): Usage['programs'] {
    const seen = [...(this.#seen.get(name)?.values() ?? [])].filter(
      ({ megabytes }) => megabytes.length >= LEAST_LOOKS,
    );
    if (seen.length < 2) return [];
    return seen.map(({ name: program, begunWith, cpuSeconds: used, megabytes }) => ({
      name: program,
      cpuSeconds: used - begunWith,
      ...held(megabytes),
    }));
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.pids)) {
      const family = familyOf(pid);
      const megabytes = family.map((each) => memoryMegabytes(each)[name === 'postgres' ? 'own' : 'all']);
      this.#samples.get(name)?.push(Math.max(0, ...megabytes));
      const seen = this.#seen.get(name) ?? new Map<number, Seen>();
      this.#seen.set(name, seen);
      for (const [at, each] of family.entries()) see(seen, each, megabytes[at] ?? 0);
    }
  }
}

function see(seen: Map<number, Seen>, pid: number, megabytes: number): void {
  const used = ownCpuSeconds(pid);
  if (used === undefined) return;
  const known = seen.get(pid) ?? { name: programOf(pid), begunWith: used, cpuSeconds: used, megabytes: [] };
  known.cpuSeconds = used;
  known.megabytes.push(megabytes);
  seen.set(pid, known);
}

function held(samples: number[]): Pick<Usage, 'peakMegabytes' | 'earlyMegabytes' | 'lateMegabytes'> {
  return {
    peakMegabytes: Math.max(...samples),
    earlyMegabytes: median(quarter(samples, 1)),
    lateMegabytes: median(quarter(samples, 3)),
  };
}

function quarter(samples: number[], number: number): number[] {
  const length = samples.length / 4;
  return samples.slice(Math.floor(length * number), Math.ceil(length * (number + 1)));
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
