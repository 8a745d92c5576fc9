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

  /** Until one whose worker is gone is all that is left; then as if that were long ago. */
  async silent(): Promise<void> {
    await eventually(
      () => this.query<{ state: string }>("SELECT state FROM digests WHERE state IN ('due', 'leased')"),
      (open) => open.length === 1 && open[0]?.state === 'leased',
    );
    await this.query(
      "UPDATE digests SET leased_until = clock_timestamp() - interval '1 second' WHERE state = 'leased'",
    );
  }

  /** Until the relay has refused the last one for now. */
  async refused(follower: Follower): Promise<void> {
    await eventually(
      () => this.digestsOf(follower),
      (all) => all.at(-1)?.state === 'due' && all.at(-1)?.reason === '4.3.0',
    );
  }
}
