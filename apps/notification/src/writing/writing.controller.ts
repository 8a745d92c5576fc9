import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { Pages } from '#libs/site';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { type AnnouncementForm, readAnnouncementForm } from './announcement-form.ts';
import { WritingChoices } from './writing-choices.ts';

const id = () => Param('id', new ParseUUIDPipe({ exceptionFactory: unknownAnnouncement }));

interface Shown {
  action: string;
  formToken: string;
  form: Pick<AnnouncementForm, 'entered' | 'problems'>;
}

/** The form in which authors write. */
@ApiExcludeController()
@SignedIn('author')
@Controller('staff/announcements')
export class WritingController {
  constructor(
    private readonly pages: Pages,
    private readonly announcements: AnnouncementsService,
    private readonly writing: WritingChoices,
  ) {}

  @Get('new')
  async begin(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @FormToken() formToken: string) {
    const form = { entered: {}, problems: [] };
    await this.#show(request, reply, { action: '/staff/announcements/new', formToken, form });
  }

  @Post('new')
  async write(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() person: SignedInPerson,
    @FormToken() formToken: string,
    @Body() body: unknown,
  ) {
    const form = readAnnouncementForm(body, await this.writing.choices());
    if (form.problems.length > 0) {
      await this.#show(request, reply, { action: '/staff/announcements/new', formToken, form });
      return;
    }
    const announcement = await this.announcements.write(person, form.draft);
    await reply.redirect(this.pages.link(request, `/staff/announcements/${announcement}`), 303);
  }

  @Get(':id/edit')
  async change(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() announcement: string,
    @Person() person: SignedInPerson,
    @FormToken() formToken: string,
  ) {
    const form = { entered: await this.writing.written(person, announcement), problems: [] };
    await this.#show(request, reply, {
      action: `/staff/announcements/${announcement}/edit`,
      formToken,
      form,
    });
  }

  @Post(':id/edit')
  async edit(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() announcement: string,
    @Person() person: SignedInPerson,
    @FormToken() formToken: string,
    @Body() body: unknown,
  ) {
    const form = readAnnouncementForm(body, await this.writing.choices());
    if (form.problems.length > 0) {
      await this.#show(request, reply, {
        action: `/staff/announcements/${announcement}/edit`,
        formToken,
        form,
      });
      return;
    }
    await this.announcements.edit(person, announcement, form.draft);
    await reply.redirect(this.pages.link(request, `/staff/announcements/${announcement}`), 303);
  }

  async #show(request: FastifyRequest, reply: FastifyReply, { action, formToken, form }: Shown) {
    const choices = await this.writing.shown(this.pages.language(request));
    await this.pages.render(request, reply, {
      template: 'writing/write.njk',
      data: { action, formToken, entered: form.entered, ...choices },
      problems: form.problems,
    });
  }
}
