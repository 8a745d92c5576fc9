import { Readable } from 'node:stream';
import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SignedIn } from '#libs/identity';
import { CheckpointsService } from '../checkpoints/checkpoints.service.ts';
import { EvidenceService } from './evidence.service.ts';
import type { Evidence } from './evidence.ts';
import { ndjsonLine } from './ndjson.ts';
import { csvHead, csvLine } from './records-csv.ts';

/** The consent records as files. Each is the ledger at the size that its name says, whatever is added meanwhile. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit')
export class ExportsController {
  constructor(
    private readonly evidence: EvidenceService,
    private readonly checkpoints: CheckpointsService,
  ) {}

  @Get('records.ndjson')
  @Header('Cache-Control', 'no-store')
  async ndjson(): Promise<StreamableFile> {
    const { size } = await this.checkpoints.latest();
    return new StreamableFile(Readable.from(this.#lines(size, { head: '', line: ndjsonLine })), {
      type: 'application/x-ndjson; charset=utf-8',
      disposition: `attachment; filename="records-${size}.ndjson"`,
    });
  }

  @Get('records.csv')
  @Header('Cache-Control', 'no-store')
  async csv(): Promise<StreamableFile> {
    const { size } = await this.checkpoints.latest();
    return new StreamableFile(Readable.from(this.#lines(size, { head: csvHead(), line: csvLine })), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="records-${size}.csv"`,
    });
  }

  async *#lines(
    size: number,
    { head, line }: { head: string; line: (evidence: Evidence) => string },
  ): AsyncGenerator<Buffer> {
    if (head !== '') yield Buffer.from(head);
    for await (const page of this.evidence.all(size)) yield Buffer.from(page.map(line).join(''));
  }
}
