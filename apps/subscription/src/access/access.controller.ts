import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { AddressForms, type AddressPage } from '../guard/address-forms.ts';
import { AccessService } from './access.service.ts';

const PAGE: AddressPage = { path: '/my-data', template: 'access/my-data.njk', next: '/my-data/asked' };

/** The pages where anybody asks for everything that is held about an address. */
@ApiExcludeController()
@Controller('my-data')
export class AccessController {
  constructor(
    private readonly pages: Pages,
    private readonly access: AccessService,
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
      this.access.ask(asked, { clientAddress: request.ip, effort }),
    );
  }

  @Get('asked')
  async asked(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.pages.render(request, reply, { template: 'access/asked.njk' });
  }
}
