import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Pages } from '#libs/site';
import { ConsentSettings } from '../settings.ts';
import { type RecordFacts, readRecordFacts } from './record-facts.ts';

/** Where the files lie, and what is the same in all of them. Only this service's user may read there. */
@Injectable()
export class ExportFolder {
  readonly keptHours: number;
  readonly about: { origin: string; facts: RecordFacts };
  readonly #folder: string;

  constructor(settings: ConsentSettings, pages: Pages) {
    this.keptHours = settings.exportKeepHours;
    this.#folder = settings.exportsFolder;
    this.about = { origin: settings.ledgerOrigin, facts: readRecordFacts(pages.city) };
  }

  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** The file, and one that was begun. */
  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
    await rm(`${this.pathOf(id)}.part`, { force: true });
  }
}
