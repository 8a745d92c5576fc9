import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '#libs/problems';
import { CosignaturesService } from '../witnesses/cosignatures.service.ts';
import { TilesService } from './tiles.service.ts';

const PREFIX = '/ledger/';

/** The ledger for programs that nobody of ours wrote: C2SP tlog-tiles, under the prefix `/ledger`. */
@ApiExcludeController()
@Controller('ledger')
export class LogController {
  constructor(
    private readonly tiles: TilesService,
    private readonly cosignatures: CosignaturesService,
  ) {}

  /** Mutable: nobody may keep it for more than moments. */
  @Get('checkpoint')
  async checkpoint(@Res() reply: FastifyReply): Promise<void> {
    const note = await this.cosignatures.latestNote();
    if (!note) throw notPublished();
    reply.header('Cache-Control', 'public, max-age=2').type('text/plain; charset=utf-8');
    await reply.send(note);
  }

  /** A tile that was published never changes; that there is none yet may change any moment. */
  @Get('tile/*')
  async tile(@Req() { url }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [path = ''] = url.split('?');
    const tile = await this.tiles.read(path.slice(PREFIX.length));
    if (!tile) throw notPublished();
    reply.header('Cache-Control', 'public, max-age=31536000, immutable').type('application/octet-stream');
    await reply.send(tile);
  }
}

function notPublished(): Problem {
  return new Problem('not-published', 404, 'No published checkpoint has this');
}
