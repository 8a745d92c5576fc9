import { cpuSeconds } from './cpu.ts';
import { familyOf, memoryMegabytes } from './processes.ts';

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
}

/** Looks at processes by their ids until it is ended. */
export class ProcessWatch {
  readonly #begun = new Map<string, number>();
  readonly #samples = new Map<string, number[]>();
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
        peakMegabytes: Math.max(...samples),
        earlyMegabytes: median(quarter(samples, 1)),
        lateMegabytes: median(quarter(samples, 3)),
      };
    });
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.pids)) {
      const held = familyOf(pid).map((each) => memoryMegabytes(each)[name === 'postgres' ? 'own' : 'all']);
      this.#samples.get(name)?.push(Math.max(0, ...held));
    }
  }
}

function quarter(samples: number[], number: number): number[] {
  const length = samples.length / 4;
  return samples.slice(Math.floor(length * number), Math.ceil(length * (number + 1)));
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
