import { eventually } from '../../../../test/support/index.ts';
import { DispatchBench, type Follower, type How } from '../dispatch/dispatch.testing.ts';
import { DigestRounds } from './digest-rounds.ts';

const DAY = 86_400_000;

export interface DigestRow {
  state: string;
  reason: string | null;
  address: string | null;
  announcements: string[];
}

/** Each test has a week of its own, so that no run of another is in its way. It begins on a Monday at ten, in Toronto, after that day's run. */
export class DigestBench extends DispatchBench {
  monday = new Date('2026-03-02T15:00:00.000Z');

  override async begin(): Promise<void> {
    await super.begin();
    this.monday = new Date(this.monday.getTime() + 7 * DAY);
    this.at(0);
    await this.runThrough();
  }

  /** So many days after Monday, at ten. */
  at(days: number): void {
    this.clock.set(new Date(this.monday.getTime() + days * DAY).toISOString());
  }

  day(days: number): string {
    return new Date(this.monday.getTime() + days * DAY).toISOString().slice(0, 10);
  }

  async followers(...ways: How[]): Promise<Follower[]> {
    const all = await this.follow(ways.length);
    for (const [number, follower] of all.entries()) await this.choose(follower, ways[number] ?? {});
    return all;
  }

  /** Once its dispatch is through. */
  async announced(): Promise<string> {
    const id = await this.announce();
    await this.statement(id);
    return id;
  }

  digestsOf({ residentId }: Follower): Promise<DigestRow[]> {
    return this.query<DigestRow>(
      'SELECT state, reason, address, announcements FROM digests WHERE resident_id = $1 ORDER BY created_at',
      residentId,
    );
  }

  /** All that the rounds of this moment do. */
  async run(): Promise<void> {
    const rounds = this.notification.app.get(DigestRounds);
    while (await rounds.look());
  }

  /** Also until every digest is decided. */
  async runThrough(): Promise<void> {
    await eventually(
      async () => {
        await this.run();
        return this.query("SELECT 1 FROM digest_runs WHERE state <> 'finished'");
      },
      (open) => open.length === 0,
    );
  }

  /** Until the relay has refused it for now. */
  async refused(follower: Follower): Promise<void> {
    await eventually(
      () => this.digestsOf(follower),
      ([digest]) => digest?.state === 'due' && digest.reason === '4.3.0',
    );
  }
}
