import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { createLogger, NestLog } from '#libs/logging';
import { explainAndExit } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { readCity } from '#libs/site';
import { AppModule } from './app.module.ts';
import { SubscriptionSettings } from './settings.ts';
import { PublishService } from './topics/publish.service.ts';
import { readTopics } from './topics/topics-file.ts';

/** Publishes the topics of the city folder; what is published already and did not change stays as it is. */
try {
  const settings = loadSettings(SubscriptionSettings, process.env);
  const logger = createLogger('subscription', settings.logLevel);
  const city = readCity(settings.cityFolder);
  const languages = city.languages.map(({ code }) => code);
  const topics = readTopics(settings.cityFolder, languages, city.sender);
  const app = await NestFactory.createApplicationContext(AppModule.forSettings(settings, logger), {
    logger: new NestLog(logger),
    abortOnError: false,
  });
  const publishing = app.get(PublishService);
  let changed = 0;
  for (const topic of topics) if (await publishing.publish(topic, languages)) changed += 1;
  await app.close();
  process.stdout.write(`subscription: ${changed} of ${topics.length} topics published\n`);
} catch (error) {
  explainAndExit(error);
}
