import { Pool } from 'pg';
import { type Clock, type Random } from '#libs/clock';
import { KEPT_ALIVE } from '#libs/database';
import { DkimSigner, readKey } from '#libs/dkim';
import { LeaveLinks } from '#libs/links';
import type { Logger } from '#libs/logging';
import { readCity } from '#libs/site';
import { WireSession } from '#libs/smtp';
import { type LaneDatabase, LaneQuery } from '../lanes/lane.query.ts';
import { LaneKeeper } from '../lanes/lane-keeper.ts';
import { dispatchPlaces, lanesOf, relaysOf } from '../lanes/outgoing.ts';
import { RelayDoor } from '../lanes/relay-door.ts';
import { Letterhead } from '../letters/letterhead.ts';
import { MailSpeeches } from '../letters/mail-speech.ts';
import { AnnouncementMails } from './announcement-mails.ts';
import { BatchQuery } from './batch.query.ts';
import { KEPT_PLANS } from './batch.ts';
import { BatchSender } from './batch-sender.ts';
import { recordOutcomes } from './outcome.query.ts';
import { OutcomeBook } from './outcome-book.ts';
import { RelayHands } from './relay-hands.ts';
import { Revocations } from './revocations.ts';
import type { UncertainRule } from './uncertain-rule.ts';
import { WindowQuery } from './window.query.ts';

/** Settings of the service that a sender needs; plain values, so that they can go to another process. */
export interface SenderFacts {
  databaseUrl: string;
  smtpUrl: string;
  lanes: string;
  ramp: string;
  dispatchConnections: number;
  letterConnections: number;
  leaseSeconds: number;
  missedAfterMinutes: number;
  uncertain: UncertainRule;
  mailFrom: string;
  publicUrl: string;
  unsubscribeAddress?: string;
  returnDomain?: string;
  linkKeys: string[];
  dkimKeys: string[];
  verdictRulesFile?: string;
  cityFolder: string;
}

/** What is not a fact: a test brings its own. */
export interface Surroundings {
  clock: Clock;
  random: Random;
  elapsed: () => number;
  logger: Logger;
}

/** Batches that one sender has at once; they share its sessions, and one reads while another is on the wire. */
export const BATCHES = 4;
const CONNECTIONS_TO_DATABASE = BATCHES + 4;
/** A connection keeps plans for each dispatch that it served, until it is replaced. */
const LONGEST_CONNECTION_SECONDS = 600;
const LAST_PATIENCE_MILLISECONDS = 15_000;
const DEPTH = 2;
const MAILS_EACH = 1000;

/**
 * All that sends dispatches, without Nest: its own connections to PostgreSQL and to the relay, so that letters and pages are
 * never held up. Runs in a process of its own, or in that of the service.
 */
export class Sender {
  private constructor(
    private readonly batches: BatchSender,
    private readonly hands: RelayHands,
    readonly revocations: Revocations,
    private readonly outside: { pools: Pool[]; keeper: LaneKeeper },
  ) {}

  static async start(facts: SenderFacts, surroundings: Surroundings): Promise<Sender> {
    const { clock, random, elapsed, logger } = surroundings;
    // Signs and verifies a probe: unsigned instead of signed is never an answer (MAIL-5).
    const signer = await DkimSigner.open(facts.dkimKeys.map(readKey), clock.now());
    const pool = openPool(facts.databaseUrl, CONNECTIONS_TO_DATABASE, logger);
    // The feed must never wait behind a window for a connection.
    const feedPool = openPool(facts.databaseUrl, 1, logger);
    const revocations: Revocations = new Revocations(feedPool, logger, elapsed, {
      dispatches: () => batches.dispatches,
      heard: () => hands.look(),
    });
    const record: ConstructorParameters<typeof OutcomeBook>[0] = (dispatchId, decided) => {
      const recording = () => recordOutcomes(pool, dispatchId, decided);
      return batches.timesOf(dispatchId)?.during('record', recording) ?? recording();
    };
    const book: OutcomeBook = new OutcomeBook(record, logger, () => hands.pump());
    // A clock that is set must not open or close a lane for hours.
    const origin = clock.now().getTime() - elapsed();
    const now = () => origin + elapsed();
    const laneQuery = new LaneQuery(asLaneDatabase(pool));
    const relays = relaysOf(facts, random);
    const lanes = lanesOf({ ...facts, timeZone: readCity(facts.cityFolder).timeZone }, laneQuery, random);
    const keeper = new LaneKeeper({ relays, lanes }, laneQuery, { now, random, logger });
    const placesAt = dispatchPlaces(facts);
    const door = new RelayDoor<WireSession>(relays, {
      open: (route) => WireSession.open(route),
      placesAt,
      now,
    });
    const hands: RelayHands = new RelayHands(
      {
        open: () => door.open(),
        hungUp: (session, verdict) => door.hungUp(session as WireSession, verdict),
        isGateOpen: () => revocations.isFresh && book.hasRoom,
        elapsed,
        now,
      },
      { connections: facts.dispatchConnections, depth: DEPTH, mailsEach: MAILS_EACH },
    );
    const batches: BatchSender = new BatchSender({
      batches: new BatchQuery(pool, facts),
      windows: new WindowQuery(pool),
      mails: mailsOf(facts, pool, signer),
      hands,
      book,
      revocations,
      lanes,
      now,
      clock,
      random,
      elapsed,
      logger,
      uncertain: facts.uncertain,
      leaseSeconds: facts.leaseSeconds,
    });
    revocations.start();
    keeper.start();
    return new Sender(batches, hands, revocations, { pools: [pool, feedPool], keeper });
  }

  /** Sends one batch. @param key `<id>.<epoch>`. Ends when the batch is given back, or was not to be had. */
  async send(key: string): Promise<void> {
    await this.batches.send(key);
  }

  /** Nothing more of this dispatch is begun: somebody paused it. */
  halt(dispatchId: string): void {
    this.revocations.halt(dispatchId);
    this.hands.pump();
  }

  /** No further mail is begun, and what is on the wire gets a last patience; then it becomes uncertain. */
  async stop(allGivenBack: Promise<unknown>): Promise<void> {
    this.batches.stop();
    this.hands.pump();
    const cut = setTimeout(() => this.hands.cut(), LAST_PATIENCE_MILLISECONDS);
    await allGivenBack;
    clearTimeout(cut);
    this.hands.close();
    await this.revocations.stop();
    await this.outside.keeper.stop();
    await Promise.all(this.outside.pools.map((pool) => pool.end()));
  }
}

function asLaneDatabase(pool: Pool): LaneDatabase {
  return { query: async (sql, values) => ({ rows: (await pool.query(sql, values)).rows }) };
}

function openPool(url: string, max: number, logger: Logger): Pool {
  const pool = new Pool({
    ...KEPT_ALIVE,
    connectionString: url,
    max,
    maxLifetimeSeconds: LONGEST_CONNECTION_SECONDS,
    application_name: 'tidings notification sender',
    options: `-c search_path=notification -c timezone=UTC ${KEPT_PLANS}`,
  });
  // An idle connection that breaks: the next query opens another one.
  pool.on('error', (err) => logger.debug({ err }, 'a connection to the database broke'));
  return pool;
}

function mailsOf(facts: SenderFacts, pool: Pool, signer: DkimSigner): AnnouncementMails {
  const city = readCity(facts.cityFolder);
  const letterhead = new Letterhead(facts, new LeaveLinks(facts.linkKeys), city.sender);
  const languages = city.languages.map(({ code }) => code);
  return new AnnouncementMails(pool, { letterhead, signer }, new MailSpeeches(city), languages);
}
