import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from '#libs/site';
import type { Everything } from '../holdings/everything.ts';
import { viewOf } from '../holdings/everything-view.ts';
import { type ReceiptFile, ReceiptsService } from '../receipts/receipts.service.ts';
import { ConsentSettings } from '../settings.ts';
import { AccessService, type TakenAs } from './access.service.ts';
import { everythingZip } from './everything-zip.ts';

/**
 * The page behind the link of an access letter. Opening it shows nothing of anybody and changes nothing, since mail scanners
 * follow links; its buttons do (CONF-1).
 */
@ApiExcludeController()
@Controller('verify/data/:token')
export class AccessController {
  constructor(
    private readonly access: AccessService,
    private readonly pages: Pages,
    private readonly receipts: ReceiptsService,
    private readonly settings: ConsentSettings,
  ) {}

  @Get()
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
  ): Promise<void> {
    const ready = await this.access.find(token);
    if (!ready) return this.#gone(request, reply);
    const data = { expiresAt: ready.expiresAt };
    await this.pages.render(request, reply, { template: 'access/data.njk', data, tokenPage: true });
  }

  @Post()
  @HttpCode(200)
  async take(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body() body: unknown,
  ): Promise<void> {
    const as = takenAs(body);
    // Whoever posts without having pressed a button of the page gets to see it.
    if (!as) return this.show(request, reply, token);
    const everything = await this.access.take(token, as);
    if (!everything) return this.#gone(request, reply);
    const language = this.pages.language(request);
    if (as === 'page') {
      const data = { view: viewOf(everything, language) };
      await this.pages.render(request, reply, { template: 'access/read.njk', data, tokenPage: true });
      return;
    }
    const html = this.pages.document(language, 'access/file.njk', { view: viewOf(everything, language) });
    await reply
      .header('X-Robots-Tag', 'noindex, nofollow')
      .header(
        'Content-Disposition',
        `attachment; filename="everything-${everything.made_at.slice(0, 10)}.zip"`,
      )
      .type('application/zip')
      .send(everythingZip(everything, { html, receipts: await this.#receipts(everything) }));
  }

  /** Made now: by now a signed checkpoint covers each of these entries. An act of the city has none. */
  async #receipts({ entries }: Everything): Promise<ReceiptFile[]> {
    const files: ReceiptFile[] = [];
    for (const { index } of entries.filter(({ kind }) => kind === 'consent')) {
      const file = await this.receipts.of(index);
      if (file) files.push(file);
    }
    return files;
  }

  async #gone(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const data = { hours: this.settings.accessKeepHours };
    await this.pages.render(request, reply, {
      template: 'access/gone.njk',
      data,
      status: 404,
      tokenPage: true,
    });
  }
}

function takenAs(body: unknown): TakenAs | undefined {
  const as = typeof body === 'object' && body !== null ? Reflect.get(body, 'as') : undefined;
  return as === 'page' || as === 'file' ? as : undefined;
}
