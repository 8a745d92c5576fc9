import { join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseModule } from '#libs/database';
import { HealthController, TROUBLES, type Troubles } from '#libs/health';
import { LeaveLinks } from '#libs/links';
import type { Logger } from '#libs/logging';
import { MessagingModule } from '#libs/messaging';
import { createPages, Pages } from '#libs/site';
import { AccessController } from './access/access.controller.ts';
import { AccessService } from './access/access.service.ts';
import { AccessRequestsController } from './access/access-requests.controller.ts';
import { AddressChangesController } from './address-change/address-changes.controller.ts';
import { AddressChangesService } from './address-change/address-changes.service.ts';
import { AddressFormController } from './address-change/address-form.controller.ts';
import { AddressMoveService } from './address-change/address-move.service.ts';
import { MovedTopics } from './address-change/moved-topics.ts';
import { database } from './database.ts';
import { EmbedsController } from './embeds/embeds.controller.ts';
import { AskPages } from './front/ask-pages.ts';
import { Followers } from './front/followers.ts';
import { FrontService } from './front/front.service.ts';
import { AddressForms } from './guard/address-forms.ts';
import { ChallengesController } from './guard/challenges.controller.ts';
import { Guard } from './guard/guard.ts';
import { Proofs } from './guard/proofs.ts';
import { SealedTimes } from './guard/sealed-times.ts';
import { Breaker } from './limits/breaker.ts';
import { Counters } from './limits/counters.ts';
import { LimitedAskService } from './limits/limited-ask.service.ts';
import { Limits } from './limits/limits.ts';
import { ManageLinksController } from './links/manage-links.controller.ts';
import { ManageLinksService } from './links/manage-links.service.ts';
import { FreshLinkController } from './manage/fresh-link.controller.ts';
import { ManageController } from './manage/manage.controller.ts';
import { MoreTopicsController } from './manage/more-topics.controller.ts';
import { OpenedLinks } from './manage/opened-links.service.ts';
import { PreferencesService } from './manage/preferences.service.ts';
import { NewsConsumer } from './news/news.consumer.ts';
import { AskController } from './requests/ask.controller.ts';
import { AskService } from './requests/ask.service.ts';
import { ConfirmController } from './requests/confirm.controller.ts';
import { ConfirmService } from './requests/confirm.service.ts';
import { PurgeService } from './requests/purge.service.ts';
import { RequestsController } from './requests/requests.controller.ts';
import { ResendController } from './resends/resend.controller.ts';
import { ResendService } from './resends/resend.service.ts';
import { ErasuresConsumer } from './residents/erasures.consumer.ts';
import { ReturnsConsumer } from './returns/returns.consumer.ts';
import { RightsController } from './rights/rights.controller.ts';
import { RightsService } from './rights/rights.service.ts';
import { SubscriptionSettings } from './settings.ts';
import { LeaveController } from './subscriptions/leave.controller.ts';
import { LeaveService } from './subscriptions/leave.service.ts';
import { PublishService } from './topics/publish.service.ts';
import { TopicsController } from './topics/topics.controller.ts';
import { TopicsService } from './topics/topics.service.ts';
import { FiguresConsumer } from './transparency/figures.consumer.ts';
import { TransparencyController } from './transparency/transparency.controller.ts';

/** All wiring of *subscription*. */
@Module({})
export class AppModule {
  static forSettings(settings: SubscriptionSettings, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forService(settings.databaseUrl, database),
        MessagingModule.forService({ service: 'subscription', ...settings }, logger),
      ],
      controllers: [
        AccessController,
        AccessRequestsController,
        AddressChangesController,
        AddressFormController,
        AskController,
        ChallengesController,
        ConfirmController,
        EmbedsController,
        FreshLinkController,
        HealthController,
        LeaveController,
        ManageController,
        ManageLinksController,
        MoreTopicsController,
        RequestsController,
        ResendController,
        RightsController,
        TopicsController,
        TransparencyController,
      ],
      providers: [
        { provide: SubscriptionSettings, useValue: settings },
        { provide: LeaveLinks, useValue: new LeaveLinks(settings.linkKeys) },
        { provide: Pages, useValue: pagesOf(settings) },
        { provide: TROUBLES, useFactory: troublesOf, inject: [Breaker] },
        AccessService,
        AskPages,
        AddressChangesService,
        AddressMoveService,
        AskService,
        Breaker,
        ConfirmService,
        Counters,
        ErasuresConsumer,
        Followers,
        FrontService,
        FiguresConsumer,
        AddressForms,
        Guard,
        LeaveService,
        NewsConsumer,
        LimitedAskService,
        Limits,
        ManageLinksService,
        MovedTopics,
        OpenedLinks,
        PreferencesService,
        PublishService,
        Proofs,
        PurgeService,
        ResendService,
        ReturnsConsumer,
        SealedTimes,
        RightsService,
        TopicsService,
      ],
    };
  }
}

function pagesOf({ cityFolder, keepSeconds }: SubscriptionSettings): Pages {
  return createPages({
    cityFolder,
    keepSeconds,
    assetsPrefix: '/assets',
    languagesFolder: join(import.meta.dirname, 'languages'),
    templatesFolder: import.meta.dirname,
    sections: [
      {
        href: '/',
        items: [
          { name: 'nav.topics', href: '/' },
          { name: 'nav.consultations', href: '/consultations' },
          { name: 'nav.announcements', href: '/announcements' },
          { name: 'nav.manage', href: '/manage', also: ['/change-address'] },
        ],
      },
    ],
  });
}

function troublesOf(breaker: Breaker): Troubles {
  return () => (breaker.secondsLeft > 0 ? ['confirmations-stopped'] : []);
}
