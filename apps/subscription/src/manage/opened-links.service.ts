import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock, Random } from '#libs/clock';
import { ManageLinks } from '#libs/links';
import { isPageValue, pageValue } from '../requests/token.ts';
import { ResidentEntity } from '../residents/resident.entity.ts';
import { SubscriptionSettings } from '../settings.ts';

/** What a manage link opened. */
export interface Opened {
  token: string;
  resident: ResidentEntity;
  /** From the letter that the owner has just asked for: it may show the address, history and data. */
  isFresh: boolean;
}

/** Reads manage links, and the values that forms behind them carry. */
@Injectable()
export class OpenedLinks {
  readonly #links: ManageLinks;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly settings: SubscriptionSettings,
    @InjectRepository(ResidentEntity) private readonly residents: Repository<ResidentEntity>,
  ) {
    this.#links = new ManageLinks(settings.linkKeys);
  }

  /** @returns undefined for a link that is not ours, has ended, or is of a resident who was erased: they look the same. */
  async open(token: string): Promise<Opened | undefined> {
    const link = this.#links.read(token, this.clock.now());
    const resident = link && (await this.residents.findOneBy({ id: link.residentId }));
    return resident ? { token, resident, isFresh: link.isFresh } : undefined;
  }

  /** @returns undefined also for a link from any mail: its page says how to get a fresh one. */
  async openFresh(token: string): Promise<Opened | undefined> {
    const opened = await this.open(token);
    return opened?.isFresh ? opened : undefined;
  }

  /** The value that only the page carries: a POST without it came from no page of ours (CONF-2). */
  newValue({ resident }: Pick<Opened, 'resident'>): string {
    return pageValue(resident.id, this.settings.formKey, this.random);
  }

  /** Whether the form that was sent is one of a page that this resident's link opened. */
  isOurs(body: unknown, { resident }: Pick<Opened, 'resident'>): body is Record<string, unknown> {
    const value = typeof body === 'object' && body !== null ? Reflect.get(body, 'value') : undefined;
    return isPageValue(value, resident.id, this.settings.formKey);
  }
}
