import { Controller, Get, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Person, SignedIn, type SignedInPerson, signedIn } from '#libs/identity';
import { Problem } from '#libs/problems';
import { Pages } from '#libs/site';
import { unknownAnnouncement } from '../announcements/announcement-problems.ts';
import { DigestActsService } from '../digest-control/digest-acts.service.ts';
import { DispatchesService } from '../dispatch/dispatches.service.ts';
import { type Statement, StatementQuery } from '../dispatch/statement.query.ts';
import { dispatchView } from './dispatch-view.ts';
import { statementCsv, statementJson } from './statement-file.ts';

const id = () => Param('id', new ParseUUIDPipe({ exceptionFactory: unknownAnnouncement }));

const FILES: Record<string, { type: string; write: (statement: Statement) => string } | undefined> = {
  csv: { type: 'text/csv; charset=utf-8', write: statementCsv },
  json: { type: 'application/json; charset=utf-8', write: statementJson },
};

/** What became of an announcement, for everyone it was meant for. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff/announcements/:id/dispatch')
export class DispatchController {
  constructor(
    private readonly pages: Pages,
    private readonly statements: StatementQuery,
    private readonly dispatches: DispatchesService,
    private readonly digests: DigestActsService,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @id() announcement: string) {
    await this.#show(request, reply, await this.#statement(announcement));
  }

  /** SEND-2: as a file, while it runs and ever after. */
  @Get('statement.:form')
  async file(@Res() reply: FastifyReply, @id() announcement: string, @Param('form') form: string) {
    const file = FILES[form];
    if (!file) throw unknownAnnouncement();
    const statement = await this.#statement(announcement);
    await reply
      .type(file.type)
      .header('Content-Disposition', `attachment; filename="statement-${statement.dispatchId}.${form}"`)
      .send(file.write(statement));
  }

  @Post('resume')
  @SignedIn('operator')
  async resume(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @id() announcement: string) {
    const statement = await this.#statement(announcement);
    await this.#answer(request, reply, statement, this.dispatches.resume(statement.dispatchId));
  }

  @Post('pause')
  @SignedIn('operator')
  async pause(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @id() announcement: string) {
    const statement = await this.#statement(announcement);
    await this.#answer(request, reply, statement, this.dispatches.pause(statement.dispatchId));
  }

  @Post('withhold')
  @SignedIn('operator')
  async withhold(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() person: SignedInPerson,
    @id() announcement: string,
  ) {
    const statement = await this.#statement(announcement);
    await this.#answer(request, reply, statement, this.digests.withhold(person, announcement));
  }

  @Post('tell')
  @SignedIn('operator')
  async tell(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() person: SignedInPerson,
    @id() announcement: string,
  ) {
    const statement = await this.#statement(announcement);
    await this.#answer(request, reply, statement, this.digests.tell(person, statement));
  }

  async #statement(announcement: string): Promise<Statement> {
    const statement = await this.statements.ofAnnouncement(announcement);
    if (!statement) throw unknownAnnouncement();
    return statement;
  }

  async #answer(request: FastifyRequest, reply: FastifyReply, statement: Statement, act: Promise<void>) {
    const { announcementId } = statement;
    try {
      await act;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.#show(request, reply, await this.#statement(announcementId), error);
      return;
    }
    await reply.redirect(this.pages.link(request, `/staff/announcements/${announcementId}/dispatch`), 303);
  }

  async #show(request: FastifyRequest, reply: FastifyReply, statement: Statement, refused?: Problem) {
    const session = signedIn(request);
    const language = this.pages.language(request);
    const { locale = language } = this.pages.city.languages.find(({ code }) => code === language) ?? {};
    await this.pages.render(request, reply, {
      template: 'console/dispatch.njk',
      data: {
        dispatch: dispatchView(statement, this.pages.words(request), locale),
        formToken: session?.formToken,
        isOperator: session?.person.roles.includes('operator'),
      },
      ...(refused && {
        status: refused.status,
        problems: [{ field: 'acts', message: `staff.refused.${refused.code}` }],
      }),
    });
  }
}
