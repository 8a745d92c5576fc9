import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { Problem } from '#libs/problems';
import { Pages } from '#libs/site';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { AnnouncementsService } from '../announcements/announcements.service.ts';
import { ReleasesService } from '../releases/releases.service.ts';
import { entered } from '../writing/form-text.ts';
import { AnnouncementPages } from './announcement-pages.ts';

const id = () => Param('id', new ParseUUIDPipe({ exceptionFactory: unknownAnnouncement }));

/** Where staff read announcements and take them on. Who may do what is decided by the services, from the person. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff')
export class AnnouncementsController {
  constructor(
    private readonly pages: Pages,
    private readonly announcementPages: AnnouncementPages,
    private readonly announcements: AnnouncementsService,
    private readonly releases: ReleasesService,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.announcementPages.list(request, reply);
  }

  @Get('announcements/:id')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @id() announcement: string) {
    await this.announcementPages.show(request, reply, announcement);
  }

  @Post('announcements/:id/submit')
  async submit(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() announcement: string,
    @Person() person: SignedInPerson,
  ) {
    await this.#answer(request, reply, announcement, this.announcements.submit(person, announcement));
  }

  @Post('announcements/:id/release')
  async release(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() announcement: string,
    @Person() person: SignedInPerson,
    @Body() body: unknown,
  ) {
    const { contentHash = '' } = entered(body);
    await this.#answer(
      request,
      reply,
      announcement,
      this.releases.release(person, announcement, contentHash),
    );
  }

  @Post('announcements/:id/cancel')
  async cancel(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() announcement: string,
    @Person() person: SignedInPerson,
  ) {
    await this.#answer(request, reply, announcement, this.announcements.cancel(person, announcement));
  }

  /** Shows the announcement as it is now, and why the act was refused if it was. */
  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    announcement: string,
    act: Promise<void>,
  ): Promise<void> {
    try {
      await act;
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 404) throw error;
      await this.announcementPages.show(request, reply, announcement, error);
      return;
    }
    await reply.redirect(this.pages.link(request, `/staff/announcements/${announcement}`), 303);
  }
}
