import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '#libs/clock';
import { type FormProblem, Pages } from '#libs/site';
import { frequencies } from '../requests/frequency.ts';
import { mannerOf } from '../requests/manner.ts';
import { maskAddress } from '../residents/mask-address.ts';
import { TopicsService } from '../topics/topics.service.ts';
import { type Choices, LEAVE, readManageForm } from './manage.form.ts';
import { type Opened, OpenedLinks } from './opened-links.service.ts';
import { dayIn, type TypedDay, typedDay } from './pause-day.ts';
import { PreferencesService } from './preferences.service.ts';

interface Shown {
  /** As they were sent, when there are problems with them. */
  choices?: Choices;
  pause?: TypedDay;
  problems?: FormProblem[];
  done?: 'saved' | 'left';
}

/** The page where a resident chooses. A link from any mail opens it; it names no address in full. */
@ApiExcludeController()
@Controller('manage/:token')
export class ManageController {
  constructor(
    private readonly pages: Pages,
    private readonly clock: Clock,
    private readonly links: OpenedLinks,
    private readonly preferences: PreferencesService,
    private readonly topics: TopicsService,
  ) {}

  @Get()
  async choose(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const opened = await this.links.open(token);
    await (opened ? this.#show(request, reply, opened) : this.#gone(request, reply));
  }

  /** One form changes, the other leaves everything; a POST that came from neither shows the page (CONF-1). */
  @Post()
  @HttpCode(200)
  async change(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.open(token);
    if (!opened) return this.#gone(request, reply);
    if (!this.links.isOurs(body, opened)) return this.#show(request, reply, opened);
    const { id } = opened.resident;
    if (body.scope === 'everything') {
      await this.preferences.leaveEverything(id, mannerOf(request, 'manage-leave-everything', '/manage'));
      return this.#show(request, reply, opened, { done: 'left' });
    }
    const topics = (await this.preferences.followed(id)).map(({ topic }) => topic);
    const languages = this.pages.languages.codes;
    const form = readManageForm(body, { topics, languages, today: this.#today });
    if (form.problems.length > 0) return this.#show(request, reply, opened, form);
    await this.preferences.change(id, form.choices, mannerOf(request, 'manage-leave-topic', '/manage'));
    const resident = { ...opened.resident, ...form.choices };
    await this.#show(request, reply, { ...opened, resident }, { done: 'saved' });
  }

  async #show(request: FastifyRequest, reply: FastifyReply, opened: Opened, shown: Shown = {}) {
    const { token, resident, isFresh } = opened;
    const { problems = [], done, choices, pause } = shown;
    const pausedUntil = isPaused(resident.pausedUntil, this.#today) ? resident.pausedUntil : null;
    const data = {
      token,
      isFresh,
      done,
      pausedUntil,
      address: isFresh ? resident.address : maskAddress(resident.address),
      topics: await this.#topics(resident.id, this.pages.language(request), choices),
      frequencies: [...frequencies, LEAVE],
      languages: this.pages.city.languages,
      language: choices?.language ?? resident.language,
      pause: pause ?? typedDay(pausedUntil),
      value: this.links.newValue(opened),
    };
    await this.pages.render(request, reply, {
      template: 'manage/manage.njk',
      data,
      problems,
      tokenPage: true,
    });
  }

  async #topics(residentId: string, language: string, choices?: Choices) {
    const followed = await this.preferences.followed(residentId);
    const slugs = followed.map(({ topic }) => topic);
    const names = await this.topics.names(slugs, language);
    return [...names].map(([slug, name]) => {
      const chosen = choices?.leaving.includes(slug) ? LEAVE : choices?.frequencies[slug];
      return { slug, name, choice: chosen ?? followed.find(({ topic }) => topic === slug)?.frequency };
    });
  }

  async #gone(request: FastifyRequest, reply: FastifyReply) {
    await this.pages.render(request, reply, { template: 'manage/gone.njk', status: 404, tokenPage: true });
  }

  get #today(): string {
    return dayIn(this.pages.city.timeZone, this.clock.now());
  }
}

function isPaused(until: string | null, today: string): boolean {
  return until !== null && until > today;
}
