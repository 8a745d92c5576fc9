import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Header,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { Manifests } from '../manifests/manifests.ts';
import { entered } from '../writing/form-text.ts';
import { MessagesService } from './messages.service.ts';

/** From a mail to its delivery, for auditors; the answer stands in their console, with the consent that was relied on. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('staff')
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly manifests: Manifests,
    private readonly pages: Pages,
  ) {}

  /** With a dispatch and a resident, as the auditors' console links to it, there is nothing to type. */
  @Get('messages')
  async form(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Query('dispatch') dispatch?: unknown,
    @Query('resident') resident?: unknown,
  ) {
    const isKnown = isUUID(dispatch) && isUUID(resident);
    await this.#show(request, reply, { formToken, ...(isKnown && { dispatch, resident }) });
  }

  /** A POST, since the question is recorded; and because what is pasted belongs in no URL. */
  @Post('messages')
  async find(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Person() person: SignedInPerson,
    @Body() body: unknown,
  ) {
    const { header = '', dispatch = '', resident = '' } = entered(body);
    const isKnown = isUUID(dispatch) && isUUID(resident);
    const found = isKnown
      ? { dispatchId: dispatch, residentId: resident }
      : await this.messages.find(header.slice(0, 100_000));
    const asked = typeof found === 'string' ? undefined : await this.messages.ask(person, found);
    if (asked) {
      await reply.redirect(this.pages.link(request, `/audit/deliveries/${asked}`), 303);
      return;
    }
    const problem = typeof found === 'string' ? found : 'no-delivery';
    const problems = [{ field: 'header', message: `staff.messages.${problem}` }];
    await this.#show(request, reply, { formToken, header }, problems);
  }

  /** What the ledger's entry of this dispatch is the SHA-256 of. */
  @Get('dispatches/:id/manifest')
  @Header('Cache-Control', 'no-store')
  manifest(@Param('id', ParseUUIDPipe) dispatchId: string): StreamableFile {
    return new StreamableFile(Readable.from(this.manifests.lines(dispatchId)), {
      type: 'text/plain; charset=utf-8',
      disposition: `attachment; filename="manifest-${dispatchId}.txt"`,
    });
  }

  async #show(request: FastifyRequest, reply: FastifyReply, data: object, problems: FormProblem[] = []) {
    await this.pages.render(request, reply, { template: 'messages/messages.njk', data, problems });
  }
}
