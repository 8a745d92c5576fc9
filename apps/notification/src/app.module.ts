import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessCalendar } from '#libs/calendar';
import { Clock, Random } from '#libs/clock';
import { DatabaseModule } from '#libs/database';
import { DkimSigner } from '#libs/dkim';
import { HealthController } from '#libs/health';
import { IdentityModule, identityOptions } from '#libs/identity';
import { Relays } from '#libs/lanes';
import { LeaveLinks } from '#libs/links';
import { LOGGER, type Logger } from '#libs/logging';
import { MessagingModule, Seal } from '#libs/messaging';
import { ReturnPaths } from '#libs/returns';
import { Pages } from '#libs/site';
import { type SmtpRelay, SmtpSessions } from '#libs/smtp';
import { AccessConsumer } from './access/access.consumer.ts';
import { AnnouncementsService } from './announcements/announcements.service.ts';
import { ArchiveController } from './archive/archive.controller.ts';
import { AudienceService } from './audience/audience.service.ts';
import { AnnouncementPages } from './console/announcement-pages.ts';
import { AnnouncementsController } from './console/announcements.controller.ts';
import { DispatchController } from './console/dispatch.controller.ts';
import { MailController } from './console/mail.controller.ts';
import { ConsultationTeller } from './consultations/consultation-teller.ts';
import { ConsultationsController } from './consultations/consultations.controller.ts';
import { ConsultationsService } from './consultations/consultations.service.ts';
import { ConsultationsApiController } from './consultations/consultations-api.controller.ts';
import { KnownQuery } from './correspondence/known.ts';
import { database } from './database.ts';
import { DigestActsService } from './digest-control/digest-acts.service.ts';
import { DigestsController } from './digest-control/digests.controller.ts';
import { DigestLanes } from './digests/digest-lanes.ts';
import { type Desk, DIGEST_DESK } from './digests/digest-mails.ts';
import { DigestPlanner } from './digests/digest-planner.ts';
import { DIGEST_POST, digestLanes, digestPost } from './digests/digest-post.ts';
import { DigestRounds } from './digests/digest-rounds.ts';
import { DigestRuns } from './digests/digest-runs.ts';
import { BatchPost } from './dispatch/batch-post.ts';
import { DispatchQuery } from './dispatch/dispatch.query.ts';
import { DispatchRounds } from './dispatch/dispatch-rounds.ts';
import { DispatchesService } from './dispatch/dispatches.service.ts';
import { OldDeliveries } from './dispatch/old-deliveries.ts';
import { Planner } from './dispatch/planner.ts';
import { StatementQuery } from './dispatch/statement.query.ts';
import { DnsController } from './dns/dns.controller.ts';
import { DnsLookup } from './dns/dns-lookup.ts';
import { FeedsController } from './feeds/feeds.controller.ts';
import { FiguresService } from './figures/figures.service.ts';
import { CheckpointsConsumer } from './holders/checkpoints.consumer.ts';
import { Holders } from './holders/holders.ts';
import { ErasuresConsumer } from './intake/erasures.consumer.ts';
import { PersonalLettersConsumer } from './intake/personal-letters.consumer.ts';
import { PreferencesConsumer } from './intake/preferences.consumer.ts';
import { RequestsConsumer } from './intake/requests.consumer.ts';
import { StandingsConsumer } from './intake/standings.consumer.ts';
import { TopicsConsumer } from './intake/topics.consumer.ts';
import { LaneQuery } from './lanes/lane.query.ts';
import { LaneKeeper } from './lanes/lane-keeper.ts';
import { LanesController } from './lanes/lanes.controller.ts';
import { letterLimits, relaysOf } from './lanes/outgoing.ts';
import { LETTERS, LetterQuery } from './letters/letter.query.ts';
import { LETTER_SESSIONS, LetterDeliverer } from './letters/letter-deliverer.ts';
import { LetterMails } from './letters/letter-mails.ts';
import { LetterPost } from './letters/letter-post.ts';
import { Letterhead } from './letters/letterhead.ts';
import { LettersService } from './letters/letters.service.ts';
import { MailSpeeches } from './letters/mail-speech.ts';
import { ImapReader } from './mailbox/imap-reader.ts';
import { Keeping } from './mailbox/keeping.ts';
import { LeavingService } from './mailbox/leaving.service.ts';
import { OwnAddresses } from './mailbox/own-addresses.ts';
import { Receiver } from './mailbox/receiver.ts';
import { ReturnedMails } from './mailbox/returned-mails.ts';
import { ReturnsService } from './mailbox/returns.service.ts';
import { Handovers } from './manifests/handovers.ts';
import { Manifests } from './manifests/manifests.ts';
import { MessagesController } from './messages/messages.controller.ts';
import { MessagesService } from './messages/messages.service.ts';
import { pagesOf } from './pages.ts';
import { ItemWatch } from './placing/item-watch.ts';
import { MailboxController } from './placing/mailbox.controller.ts';
import { PlacingService } from './placing/placing.service.ts';
import { RateWatch } from './rates/rate-watch.ts';
import { CityFacts } from './releases/city-facts.ts';
import { DueAnnouncements } from './releases/due-announcements.ts';
import { ReleasesService } from './releases/releases.service.ts';
import { SampleMails } from './samples/sample-mails.ts';
import { SamplesController } from './samples/samples.controller.ts';
import { Senders } from './senders/senders.ts';
import type { Surroundings } from './sending/sender.ts';
import { NotificationSettings } from './settings.ts';
import { signerOf } from './signing/dkim-keys.ts';
import { FailedDeliveries } from './suppressions/failed-deliveries.ts';
import { SuppressionsService } from './suppressions/suppressions.service.ts';
import { WritingController } from './writing/writing.controller.ts';
import { WritingChoices } from './writing/writing-choices.ts';

/** All wiring of *notification*. */
@Module({})
export class AppModule {
  static forSettings(settings: NotificationSettings, logger: Logger): DynamicModule {
    const pages = pagesOf(settings);
    const { city } = pages;
    const languages = city.languages.map(({ code }) => code);
    const isProduction = settings.nodeEnv === 'production';
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forService(settings.databaseUrl, database),
        MessagingModule.forService({ service: 'notification', ...settings }, logger),
        IdentityModule.forSection('/staff', identityOptions(settings)),
      ],
      controllers: [
        AnnouncementsController,
        ArchiveController,
        ConsultationsApiController,
        ConsultationsController,
        DispatchController,
        DnsController,
        FeedsController,
        HealthController,
        DigestsController,
        LanesController,
        MailController,
        MailboxController,
        MessagesController,
        WritingController,
        // Whoever looks at mails while working on them; in production there is nothing at its address.
        ...(isProduction ? [] : [SamplesController]),
      ],
      providers: [
        { provide: NotificationSettings, useValue: settings },
        { provide: Pages, useValue: pages },
        { provide: CityFacts, useValue: { timeZone: city.timeZone, languages } },
        { provide: MailSpeeches, useValue: new MailSpeeches(city) },
        {
          provide: Letterhead,
          useValue: new Letterhead(settings, new LeaveLinks(settings.linkKeys), city.sender),
        },
        { provide: LeaveLinks, useValue: new LeaveLinks(settings.linkKeys) },
        {
          provide: OwnAddresses,
          useValue: new OwnAddresses(settings, new ReturnPaths(settings.linkKeys)),
        },
        {
          provide: BusinessCalendar,
          useValue: BusinessCalendar.read(settings.cityFolder, city.timeZone),
        },
        { provide: Holders, useValue: Holders.read(settings.checkpointHolders, languages) },
        { provide: DnsLookup, useValue: new DnsLookup() },
        { provide: DkimSigner, useFactory: () => signerOf(settings, new Date()) },
        { provide: Seal, useValue: new Seal(settings.messageKey) },
        {
          provide: Senders,
          inject: [Clock, Random],
          useFactory: (clock: Clock, random: Random) =>
            sendersOf(settings, { clock, random, elapsed: () => performance.now(), logger }),
        },
        ...(isProduction
          ? []
          : [{ provide: SampleMails, useValue: new SampleMails(city, settings.publicUrl) }]),
        ...outgoing(settings),
        ...posts(settings, city.timeZone),
        AccessConsumer,
        AnnouncementPages,
        AnnouncementsService,
        AudienceService,
        BatchPost,
        CheckpointsConsumer,
        ConsultationTeller,
        ConsultationsService,
        DigestActsService,
        DigestPlanner,
        DigestRounds,
        DigestRuns,
        DispatchQuery,
        DispatchRounds,
        DispatchesService,
        DueAnnouncements,
        ErasuresConsumer,
        FailedDeliveries,
        FiguresService,
        Handovers,
        ImapReader,
        ItemWatch,
        Keeping,
        LeavingService,
        KnownQuery,
        letterMails,
        LettersService,
        Manifests,
        MessagesService,
        PersonalLettersConsumer,
        PlacingService,
        OldDeliveries,
        Planner,
        PreferencesConsumer,
        RateWatch,
        Receiver,
        ReleasesService,
        RequestsConsumer,
        ReturnedMails,
        ReturnsService,
        StandingsConsumer,
        StatementQuery,
        SuppressionsService,
        TopicsConsumer,
        WritingChoices,
      ],
    };
  }
}

const letterMails: Provider = {
  provide: LetterMails,
  inject: [KnownQuery, Letterhead, MailSpeeches, Seal, DkimSigner],
  useFactory: (known: KnownQuery, ...desk: [Letterhead, MailSpeeches, Seal, DkimSigner]) => {
    const [letterhead, speeches, seal, signer] = desk;
    return new LetterMails(known, { letterhead, speeches, seal, signer });
  },
};

/** Plain values: they go to other processes. */
function sendersOf(settings: NotificationSettings, surroundings: Surroundings): Senders {
  const { databaseUrl, smtpUrl, dispatchConnections, leaseSeconds, missedAfterMinutes, uncertain } = settings;
  const { mailFrom, publicUrl, unsubscribeAddress, returnDomain, linkKeys, cityFolder } = settings;
  const { senders, logLevel } = settings;
  const { dkimKeys, verdictRulesFile } = settings;
  const { lanes, ramp, letterConnections } = settings;
  const roads = { smtpUrl, lanes, ramp, dispatchConnections, letterConnections };
  const sending = { databaseUrl, ...roads, leaseSeconds, missedAfterMinutes, uncertain };
  const facts = {
    ...sending,
    mailFrom,
    publicUrl,
    unsubscribeAddress,
    returnDomain,
    linkKeys,
    cityFolder,
    dkimKeys,
    verdictRulesFile,
  };
  return new Senders(facts, senders, surroundings, logLevel);
}

/** Letters have connections of their own; senders of dispatches have theirs, and each process sees the relays by itself. */
function outgoing(settings: NotificationSettings): Provider[] {
  const letterSessions = (relays: Relays<SmtpRelay>, clock: Clock) =>
    new SmtpSessions(relays, letterLimits(settings), () => clock.now().getTime());
  return [
    { provide: Relays, useFactory: (random: Random) => relaysOf(settings, random), inject: [Random] },
    { provide: LETTER_SESSIONS, useFactory: letterSessions, inject: [Relays, Clock] },
    { provide: LaneQuery, useFactory: laneQuery, inject: [DataSource] },
    { provide: LaneKeeper, useFactory: laneKeeper, inject: [Relays, LaneQuery, Clock, Random, LOGGER] },
  ];
}

/** Letters and digests are sent alike, each by a post of its own. */
function posts(settings: NotificationSettings, timeZone: string): Provider[] {
  const { redisUrl, leaseSeconds, letterConnections: concurrency } = settings;
  const letters = { name: 'notification.letters', concurrency, redisUrl, leaseSeconds };
  return [
    {
      provide: LetterPost,
      inject: [DataSource, LetterMails, LETTER_SESSIONS, Clock, LOGGER],
      useFactory: (
        dataSource: DataSource,
        mails: LetterMails,
        ...[sessions, clock, logger]: [SmtpSessions, Clock, Logger]
      ) => {
        const deliverer = new LetterDeliverer(mails, sessions, { clock, logger });
        return new LetterPost(letters, new LetterQuery(dataSource, LETTERS), deliverer, clock, logger);
      },
    },
    {
      provide: DigestLanes,
      inject: [Relays, LaneQuery, Clock, Random, LOGGER],
      useFactory: (
        relays: Relays<SmtpRelay>,
        query: LaneQuery,
        ...[clock, random, logger]: [Clock, Random, Logger]
      ) => digestLanes({ ...settings, timeZone }, { relays, query }, { clock, random, logger }),
    },
    {
      provide: DIGEST_DESK,
      inject: [Letterhead, MailSpeeches, DkimSigner],
      useFactory: (letterhead: Letterhead, speeches: MailSpeeches, signer: DkimSigner) => ({
        letterhead,
        speeches,
        signer,
      }),
    },
    {
      provide: DIGEST_POST,
      inject: [DataSource, DIGEST_DESK, LETTER_SESSIONS, DigestLanes, Clock, LOGGER],
      useFactory: (
        dataSource: DataSource,
        desk: Desk,
        ...[sessions, lanes, clock, logger]: [SmtpSessions, DigestLanes, Clock, Logger]
      ) => digestPost(settings, { dataSource, desk, sessions, lanes }, { clock, logger }),
    },
  ];
}

function laneQuery(dataSource: DataSource): LaneQuery {
  return new LaneQuery({ query: async (sql, values) => ({ rows: await dataSource.query(sql, values) }) });
}

function laneKeeper(
  relays: Relays<SmtpRelay>,
  query: LaneQuery,
  ...[clock, random, logger]: [Clock, Random, Logger]
): LaneKeeper {
  return new LaneKeeper({ relays }, query, { now: () => clock.now().getTime(), random, logger });
}
