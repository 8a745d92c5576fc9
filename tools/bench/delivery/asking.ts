import { setTimeout as pause } from 'node:timers/promises';
import { visitor } from '../site/visitor.ts';
import { ASKING } from './sink.ts';

const PAUSE_MILLISECONDS = 200;
/** Each from a network of its own, and of several domains: they are to wait for their letters, and not for a limit. */
const DOMAINS = ['example.org', 'example.com', 'example.net'];

/** New residents ask to follow a topic while a dispatch runs, and wait for their confirmation letter (SEND-8). */
export class Asking {
  /** When each asked, by address, in milliseconds since 1970. */
  readonly asked = new Map<string, number>();
  private readonly order: { site: string; topic: string; most: number };
  #isOver = false;

  constructor(order: { site: string; topic: string; most: number }) {
    this.order = order;
  }

  async run(): Promise<void> {
    const { site, topic, most } = this.order;
    for (let number = 1; !this.#isOver && number <= most; number += 1) {
      const email = `${ASKING}${number}@${DOMAINS[number % DOMAINS.length]}`;
      this.asked.set(email, Date.now());
      const answer = await fetch(`${site}/api/subscription/v1/requests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...visitor(number) },
        body: JSON.stringify({ email, topics: [topic], language: 'en', consent: true }),
      });
      if (answer.status !== 202) throw new Error(`asking to follow answers ${answer.status}`);
      await answer.text();
      await pause(PAUSE_MILLISECONDS);
    }
  }

  end(): void {
    this.#isOver = true;
  }
}
