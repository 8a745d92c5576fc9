import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FormToken, Person, SignedIn, type SignedInPerson } from '#libs/identity';
import { type FormProblem, Pages } from '#libs/site';
import { type ExportFields, exportFormats, readExportRequest } from './export-request.ts';
import { ExportRunner } from './export-runner.ts';
import { ExportsService } from './exports.service.ts';

const FIELDS = ['format', 'scope', 'topic', 'from', 'to', 'dispatch', 'address', 'size'] as const;

/** Evidence packages and records as files: asked for here, made by and by, and fetched here. */
@ApiExcludeController()
@SignedIn('auditor')
@Controller('audit/exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly runner: ExportRunner,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @FormToken() formToken: string) {
    await this.#show(request, reply, { formToken, typed: { format: 'package', scope: 'everything' } });
  }

  @Post()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @FormToken() formToken: string,
    @Person() person: SignedInPerson,
    @Body() body: unknown,
  ): Promise<void> {
    const typed = fieldsOf(body);
    const read = readExportRequest(typed);
    if ('problems' in read) return this.#show(request, reply, { formToken, typed, problems: read.problems });
    if (!(await this.exports.ask(read, person.subject))) {
      const problems = [{ field: 'address', message: 'audit.search-none' }];
      return this.#show(request, reply, { formToken, typed, problems });
    }
    this.runner.wake();
    await reply.redirect(this.pages.link(request, '/audit/exports'), 303);
  }

  @Get(':id/file')
  async file(
    @Param('id', ParseUUIDPipe) id: string,
    @Person() person: SignedInPerson,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { row, file } = await this.exports.open(id, person.subject);
    reply.header('Cache-Control', 'no-store');
    return new StreamableFile(file, {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${row.fileName}"`,
      length: row.octets ?? undefined,
    });
  }

  async #show(
    request: FastifyRequest,
    reply: FastifyReply,
    { problems = [], ...shown }: { formToken: string; typed: ExportFields; problems?: FormProblem[] },
  ): Promise<void> {
    const data = { ...shown, exports: await this.exports.list(), formats: exportFormats };
    await this.pages.render(request, reply, { template: 'exports/exports.njk', data, problems });
  }
}

function fieldsOf(body: unknown): ExportFields {
  const given = (body ?? {}) as Record<string, unknown>;
  const typed = FIELDS.flatMap((name) => {
    const value = given[name];
    return typeof value === 'string' ? [[name, value.trim()]] : [];
  });
  return Object.fromEntries(typed) as ExportFields;
}
