import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { BusinessCalendar } from '#libs/calendar';
import { Clock } from '#libs/clock';
import { Person, SignedIn, type SignedInPerson, signedIn } from '#libs/identity';
import { Problem } from '#libs/problems';
import { Pages } from '#libs/site';
import { entered } from '../writing/form-text.ts';
import { findItem, type MailboxItem, openItems } from './items.query.ts';
import { PlacingService } from './placing.service.ts';
import { unknownItem } from './placing-problems.ts';

const SHOWN = 100;
const id = () => Param('id', new ParseUUIDPipe({ exceptionFactory: unknownItem }));

/** What residents wrote, for those who write to them. It is shown as text: nothing of a mail becomes a part of the page. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'operator')
@Controller('staff/mailbox')
export class MailboxController {
  constructor(
    private readonly pages: Pages,
    private readonly dataSource: DataSource,
    private readonly placing: PlacingService,
    private readonly calendar: BusinessCalendar,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.#list(request, reply);
  }

  @Post('reachable')
  async reachable(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Person() person: SignedInPerson,
    @Body() body: unknown,
  ) {
    const { address: typed = '' } = entered(body);
    try {
      await this.placing.endSuppression(person, typed);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.#list(request, reply, { refused: error, typed });
      return;
    }
    await this.#list(request, reply, { isReachable: true });
  }

  @Get(':id')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @id() item: string) {
    await this.#show(request, reply, item);
  }

  @Post(':id/withdraw')
  async withdraw(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() item: string,
    @Person() person: SignedInPerson,
    @Body() body: unknown,
  ) {
    const { address = '' } = entered(body);
    await this.#answer(
      request,
      reply,
      { item, typed: address },
      this.placing.withdraw(person, item, address),
    );
  }

  @Post(':id/no-request')
  async noRequest(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() item: string,
    @Person() person: SignedInPerson,
  ) {
    await this.#answer(request, reply, { item }, this.placing.place(person, item, 'no-request'));
  }

  @Post(':id/answered')
  async answered(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @id() item: string,
    @Person() person: SignedInPerson,
  ) {
    await this.#answer(request, reply, { item }, this.placing.place(person, item, 'answered'));
  }

  async #list(
    request: FastifyRequest,
    reply: FastifyReply,
    { refused, ...after }: { refused?: Problem; typed?: string; isReachable?: boolean } = {},
  ): Promise<void> {
    const { items, count } = await openItems(this.dataSource.manager, SHOWN);
    const formToken = signedIn(request)?.formToken;
    const shown = { items: items.map((item) => this.#view(item)), count, shown: items.length };
    await this.pages.render(request, reply, {
      template: 'placing/mailbox.njk',
      data: { ...shown, ...after, formToken },
      ...(refused && { problems: refused.fields }),
    });
  }

  async #answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { item, typed }: { item: string; typed?: string },
    act: Promise<void>,
  ): Promise<void> {
    try {
      await act;
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 404) throw error;
      await this.#show(request, reply, item, { refused: error, ...(typed !== undefined && { typed }) });
      return;
    }
    await reply.redirect(this.pages.link(request, '/staff/mailbox'), 303);
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { refused, typed }: { refused?: Problem; typed?: string } = {},
  ): Promise<void> {
    const item = await findItem(this.dataSource.manager, id);
    if (!item) throw unknownItem();
    const problems = refused?.fields.length
      ? refused.fields
      : refused && [{ field: 'acts', message: `staff.mailbox.refused.${refused.code}` }];
    await this.pages.render(request, reply, {
      template: 'placing/item.njk',
      data: { item: this.#view(item), typed, formToken: signedIn(request)?.formToken },
      ...(refused && problems && { status: refused.status, problems }),
    });
  }

  #view(item: MailboxItem) {
    const isOverdue = item.placedAt === null && item.deadline < this.calendar.today(this.clock.now());
    return { ...item, isOverdue };
  }
}
