import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AddressForms, type AddressPage } from '../guard/address-forms.ts';
import { ManageLinksService } from './manage-links.service.ts';

const PAGE: AddressPage = { path: '/manage', template: 'links/ask-link.njk', next: '/manage/asked' };

/** "No link any more?": the pages where the owner of an address gets a manage link by mail. */
@ApiExcludeController()
@Controller('manage')
export class ManageLinksController {
  constructor(
    private readonly pages: Pages,
    private readonly links: ManageLinksService,
    private readonly forms: AddressForms,
  ) {}

  @Get()
  async form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.forms.show(request, reply, PAGE);
  }

  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<void> {
    await this.forms.take(request, reply, { page: PAGE, body }, (asked, effort) =>
      this.links.ask(asked, { clientAddress: request.ip, effort }),
    );
  }

  @Get('asked')
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.render(request, reply, { template: 'links/link-asked.njk' });
  }
}
