import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import { ConsentSettings } from '../settings.ts';
import { ReceiptLinks } from './receipt-links.ts';
import { maskAddress } from './receipt-view.ts';
import { type ReceiptState, ReceiptsService } from './receipts.service.ts';

const STATUS: Record<ReceiptState['state'], number> = { ready: 200, waiting: 200, erased: 410, none: 404 };

/**
 * The page behind the link of a resident's own letter. Mail scanners open it too, so it shows no address and hands out the
 * file only when its button is pressed (CONF-1, PROOF-6).
 */
@ApiExcludeController()
@Controller('verify/receipt/:token')
export class ReceiptController {
  readonly #links: ReceiptLinks;

  constructor(
    private readonly receipts: ReceiptsService,
    private readonly pages: Pages,
    settings: ConsentSettings,
  ) {
    this.#links = new ReceiptLinks(settings.receiptKeys);
  }

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const index = this.#links.read(token);
    // One that no key of ours made is answered as one that leads to nothing: nobody learns which entries there are.
    const found: ReceiptState = index === undefined ? { state: 'none' } : await this.receipts.find(index);
    const address = 'view' in found ? found.address : undefined;
    const shown = address === undefined ? [] : [{ kind: 'address', value: maskAddress(address) }];
    const data = { ...found, shown };
    const status = STATUS[found.state];
    await this.pages.render(request, reply, {
      template: 'receipts/receipt.njk',
      data,
      status,
      tokenPage: true,
    });
  }

  @Post()
  @HttpCode(200)
  async take(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string) {
    const index = this.#links.read(token);
    const file = index === undefined ? undefined : await this.receipts.take(index);
    if (!file) return this.show(request, reply, token);
    reply.header('X-Robots-Tag', 'noindex, nofollow');
    reply.header('Content-Disposition', `attachment; filename="${file.name}"`);
    await reply.type('application/octet-stream').send(file.text);
  }
}
