import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Clock } from '#libs/clock';
import { SignedIn } from '#libs/identity';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { findWhole } from '../announcements/whole-announcement.query.ts';
import { Letterhead } from '../letters/letterhead.ts';
import { MailSpeeches } from '../letters/mail-speech.ts';
import { renderBody } from '../markdown/render-body.ts';
import { announcementMail } from '../sending/announcement-mail.ts';

/** A mail brings its styles with it. Nothing else, and nothing from anywhere: no picture either (ABUSE-4). */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const NOBODYS = {
  to: 'resident@example.ca',
  messageToken: '-'.repeat(28),
  leaveToken: '-'.repeat(54),
  manageToken: '-'.repeat(60),
};

/** The whole mail as residents will read it, in a page of its own. Its links to manage and to leave belong to nobody. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff/announcements/:id/mail')
export class MailController {
  constructor(
    private readonly dataSource: DataSource,
    private readonly letterhead: Letterhead,
    private readonly speeches: MailSpeeches,
    private readonly clock: Clock,
  ) {}

  @Get(':language')
  async show(
    @Res() reply: FastifyReply,
    @Param('id', new ParseUUIDPipe({ exceptionFactory: unknownAnnouncement })) announcementId: string,
    @Param('language') language: string,
  ) {
    const whole = await findWhole(this.dataSource.manager, announcementId);
    const text = whole?.texts[language];
    if (!whole || !text) throw unknownAnnouncement();
    const { topic } = whole;
    const words = { speech: this.speeches.in(language), subject: text.subject, body: renderBody(text.body) };
    const mail = announcementMail(
      words,
      { announcementId, topic, sender: topic.sender },
      { own: { ...NOBODYS, sentAt: this.clock.now() }, letterhead: this.letterhead },
    );
    await reply.header('Content-Security-Policy', POLICY).type('text/html; charset=utf-8').send(mail.html);
  }
}
