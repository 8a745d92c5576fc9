import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule } from '#libs/database';
import { HealthController } from '#libs/health';
import { IdentityModule, identityOptions } from '#libs/identity';
import type { Logger } from '#libs/logging';
import { MessagingModule } from '#libs/messaging';
import { Pages } from '#libs/site';
import { database } from './database.ts';
import { ConsentsConsumer } from './intake/consents.consumer.ts';
import { TopicsConsumer } from './intake/topics.consumer.ts';
import { CheckpointController } from './ledger/checkpoint.controller.ts';
import { CheckpointsService } from './ledger/checkpoints.service.ts';
import { LedgerPageController } from './ledger/ledger-page.controller.ts';
import { SealedConfirmations } from './ledger/sealed-confirmations.ts';
import { SequencerService } from './ledger/sequencer.service.ts';
import { Sequencing } from './ledger/sequencing.ts';
import { pagesOf } from './pages.ts';
import { ConsentSettings } from './settings.ts';
import { BusinessCalendar } from './withdrawals/business-calendar.ts';
import { WithdrawalWatch } from './withdrawals/withdrawal-watch.ts';

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
      controllers: [CheckpointController, HealthController, LedgerPageController],
      providers: [
        { provide: ConsentSettings, useValue: settings },
        { provide: Pages, useValue: pages },
        {
          provide: BusinessCalendar,
          useValue: BusinessCalendar.read(settings.cityFolder, pages.city.timeZone),
        },
        CheckpointsService,
        ConsentsConsumer,
        SealedConfirmations,
        SequencerService,
        Sequencing,
        TopicsConsumer,
        WithdrawalWatch,
      ],
    };
  }
}
