import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { domainOf } from '#libs/addresses';
import { readKey } from '#libs/dkim';
import { SignedIn } from '#libs/identity';
import { Pages } from '#libs/site';
import { NotificationSettings } from '../settings.ts';
import { DnsLookup } from './dns-lookup.ts';
import { readMailRecords } from './mail-records.ts';

/** What the DNS tells the world about our mail, and what to mend. It is read anew each time, and changes nothing. */
@ApiExcludeController()
@SignedIn('author', 'approver', 'auditor', 'operator')
@Controller('staff/dns')
export class DnsController {
  constructor(
    private readonly pages: Pages,
    private readonly settings: NotificationSettings,
    private readonly lookup: DnsLookup,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { mailFrom, dkimKeys } = this.settings;
    const domain = domainOf(mailFrom);
    const findings = await readMailRecords(this.lookup, { domain, keys: dkimKeys.map(readKey) });
    const toMend = findings.filter(({ standing }) => standing === 'wrong').length;
    await this.pages.render(request, reply, { template: 'dns/dns.njk', data: { domain, findings, toMend } });
  }
}
