import type { Child } from '../../tools/processes/child.ts';
import type { Processes } from '../../tools/processes/processes.ts';
import { type ServiceOrder, startService } from '../../tools/services/programs.ts';

/** One of a city's services, which may be killed and started again. */
export class CityService {
  readonly order: ServiceOrder;
  readonly #processes: Processes;
  #child: Child | undefined;

  constructor(order: ServiceOrder, processes: Processes) {
    this.order = order;
    this.#processes = processes;
  }

  get port(): number {
    return Number(this.order.env.PORT);
  }

  /** Its own address, past the front. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Returns when it is ready. */
  async start(): Promise<void> {
    this.#child = await startService(this.order, this.#processes);
  }

  /** Returns when it is gone. SIGKILL leaves it no time to finish anything. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child?.kill(signal);
    await this.#child?.ended;
  }

  /** In order, or after a kill; with other settings if they are given. */
  async restart(settings: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.#child?.stop();
    Object.assign(this.order.env, settings);
    await this.start();
  }
}
