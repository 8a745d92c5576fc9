import 'reflect-metadata';
import { openDataSource, refusePendingMigrations } from '#libs/database';
import { explainAndExit } from '#libs/service';
import { loadSettings } from '#libs/settings';
import { readCity } from '#libs/site';
import { readConsultations } from './consultations/consultation-file.ts';
import { ConsultationsService } from './consultations/consultations.service.ts';
import { database } from './database.ts';
import { NotificationSettings } from './settings.ts';

/** Takes over the consultations of the city folder. Running it again changes nothing but what the city changed. */
try {
  const { cityFolder, databaseUrl } = loadSettings(NotificationSettings, process.env);
  const languages = readCity(cityFolder).languages.map(({ code }) => code);
  const consultations = readConsultations(cityFolder, languages);
  const dataSource = await openDataSource(databaseUrl, database, 1);
  await refusePendingMigrations(dataSource);
  await new ConsultationsService(dataSource).save(consultations);
  await dataSource.destroy();
  process.stdout.write(`notification: ${consultations.length} consultations\n`);
} catch (error) {
  explainAndExit(error);
}
