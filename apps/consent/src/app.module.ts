import { type DynamicModule, Module } from '@nestjs/common';
import { BusinessCalendar } from '#libs/calendar';
import { DatabaseModule } from '#libs/database';
import { HealthController, TROUBLES, type Troubles } from '#libs/health';
import { IdentityModule, identityOptions } from '#libs/identity';
import type { Logger } from '#libs/logging';
import { MessagingModule } from '#libs/messaging';
import { Pages } from '#libs/site';
import { AccessConsumer } from './access/access.consumer.ts';
import { AccessController } from './access/access.controller.ts';
import { AccessService } from './access/access.service.ts';
import { AccessMaker } from './access/access-maker.ts';
import { AccessMaking } from './access/access-making.ts';
import { ActivityController } from './activity/activity.controller.ts';
import { ActsController } from './acts/acts.controller.ts';
import { DispatchesConsumer } from './acts/dispatches.consumer.ts';
import { LooksService } from './acts/looks.service.ts';
import { OverviewController } from './audit/overview.controller.ts';
import { OverviewService } from './audit/overview.service.ts';
import { CheckpointController } from './checkpoints/checkpoint.controller.ts';
import { CheckpointsService } from './checkpoints/checkpoints.service.ts';
import { LedgerPageController } from './checkpoints/ledger-page.controller.ts';
import { database } from './database.ts';
import { EvidenceService } from './evidence/evidence.service.ts';
import { ExportFolder } from './exports/export-folder.ts';
import { ExportRunner } from './exports/export-runner.ts';
import { ExportsController } from './exports/exports.controller.ts';
import { ExportsService } from './exports/exports.service.ts';
import { ResidentsController } from './histories/residents.controller.ts';
import { HoldingsService } from './holdings/holdings.service.ts';
import { ConsentsConsumer } from './intake/consents.consumer.ts';
import { ImportsConsumer } from './intake/imports.consumer.ts';
import { KnownNotices } from './intake/known-notices.ts';
import { SealedConfirmations } from './intake/sealed-confirmations.ts';
import { TopicsConsumer } from './intake/topics.consumer.ts';
import { IntegrityController } from './integrity/integrity.controller.ts';
import { IntegrityService } from './integrity/integrity.service.ts';
import { LedgerEvents } from './ledger/ledger-events.ts';
import { ReadAhead } from './ledger/read-ahead.ts';
import { SequencerService } from './ledger/sequencer.service.ts';
import { Sequencing } from './ledger/sequencing.ts';
import { MailingRounds } from './mailings/mailing-rounds.ts';
import { MailingsService } from './mailings/mailings.service.ts';
import { ManifestsConsumer } from './manifests/manifests.consumer.ts';
import { ManifestsService } from './manifests/manifests.service.ts';
import { pagesOf } from './pages.ts';
import { KeysService } from './publication/keys.service.ts';
import { LogController } from './publication/log.controller.ts';
import { PublicationService } from './publication/publication.service.ts';
import { Publishing } from './publication/publishing.ts';
import { TilesService } from './publication/tiles.service.ts';
import { ReceiptController } from './receipts/receipt.controller.ts';
import { ReceiptsService } from './receipts/receipts.service.ts';
import { RetentionService } from './retention/retention.service.ts';
import { ErasureReplay } from './rights/erasure-replay.ts';
import { ErasuresConsumer } from './rights/erasures.consumer.ts';
import { ErasuresService } from './rights/erasures.service.ts';
import { HoldsService } from './rights/holds.service.ts';
import { RecordsController } from './search/records.controller.ts';
import { SearchService } from './search/search.service.ts';
import { ConsentSettings } from './settings.ts';
import { TermWatch } from './standing/term-watch.ts';
import { VerifyController } from './verify/verify.controller.ts';
import { VerifyService } from './verify/verify.service.ts';
import { WhyController } from './why/why.controller.ts';
import { WhyService } from './why/why.service.ts';
import { WhyPapers } from './why/why-papers.ts';
import { WhyPdfController } from './why/why-pdf.controller.ts';
import { WithdrawalWatch } from './withdrawals/withdrawal-watch.ts';
import { CosignaturesService } from './witnesses/cosignatures.service.ts';
import { CosigningService } from './witnesses/cosigning.service.ts';
import { Cosigning } from './witnesses/cosigning.ts';

/** All wiring of *consent*. */
@Module({})
export class AppModule {
  static forSettings(settings: ConsentSettings, logger: Logger): DynamicModule {
    const pages = pagesOf(settings);
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forService(settings.databaseUrl, database),
        MessagingModule.forService({ service: 'consent', ...settings }, logger),
        IdentityModule.forSection('/audit', identityOptions(settings)),
      ],
      controllers: [
        AccessController,
        ActivityController,
        ActsController,
        CheckpointController,
        ExportsController,
        HealthController,
        IntegrityController,
        LedgerPageController,
        LogController,
        OverviewController,
        ReceiptController,
        RecordsController,
        ResidentsController,
        VerifyController,
        WhyController,
        WhyPdfController,
      ],
      providers: [
        { provide: ConsentSettings, useValue: settings },
        { provide: Pages, useValue: pages },
        {
          provide: BusinessCalendar,
          useValue: BusinessCalendar.read(settings.cityFolder, pages.city.timeZone),
        },
        { provide: TROUBLES, useFactory: troublesOf, inject: [Sequencing] },
        AccessConsumer,
        AccessMaker,
        AccessMaking,
        AccessService,
        CheckpointsService,
        ConsentsConsumer,
        CosignaturesService,
        Cosigning,
        CosigningService,
        DispatchesConsumer,
        ErasureReplay,
        ErasuresConsumer,
        ErasuresService,
        HoldingsService,
        HoldsService,
        EvidenceService,
        ExportFolder,
        ExportRunner,
        ExportsService,
        ImportsConsumer,
        IntegrityService,
        KeysService,
        KnownNotices,
        LedgerEvents,
        LooksService,
        MailingRounds,
        MailingsService,
        ManifestsConsumer,
        ManifestsService,
        OverviewService,
        PublicationService,
        Publishing,
        ReceiptsService,
        RetentionService,
        SealedConfirmations,
        SearchService,
        ReadAhead,
        SequencerService,
        Sequencing,
        TermWatch,
        TilesService,
        TopicsConsumer,
        VerifyService,
        WhyPapers,
        WhyService,
        WithdrawalWatch,
      ],
    };
  }
}

/** A stopped ledger needs a person; it goes on answering all the same. */
function troublesOf(sequencing: Sequencing): Troubles {
  return () => (sequencing.isStopped ? ['ledger-stopped'] : []);
}
