import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { ManageLinksService } from '../links/manage-links.service.ts';
import { OpenedLinks } from './opened-links.service.ts';

/** Mails a fresh link to the owner: what it opens must not be had by whoever got a forwarded mail. */
@ApiExcludeController()
@Controller('manage/:token/fresh')
export class FreshLinkController {
  constructor(
    private readonly pages: Pages,
    private readonly links: OpenedLinks,
    private readonly manageLinks: ManageLinksService,
  ) {}

  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ) {
    const opened = await this.links.open(token);
    const isAsked = opened !== undefined && this.links.isOurs(body, opened);
    if (isAsked) await this.manageLinks.askAt(opened.resident.addressHash, this.pages.language(request));
    // A link that opens nothing, or a POST from no page of ours, leads to the page that says what to do.
    const next = isAsked ? '/manage/asked' : `/manage/${encodeURIComponent(token)}`;
    await reply.redirect(this.pages.link(request, next), 303);
  }
}
