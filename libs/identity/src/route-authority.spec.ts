import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { IdentityModule, SignedIn } from './index.ts';
import { optionsFor, ResidentPages, StaffPages, startStaffPages } from './staff-pages.testing.ts';

@Controller('staff/imports')
class Forgotten {
  @Get()
  @SignedIn('operator')
  show() {}

  @Post(':id/accept')
  accept() {}
}

@Controller('staff/topics')
class Overwritten {
  @RouteConfig({ slow: true })
  @Post()
  @SignedIn('approver')
  publish() {}
}

/** As a plugin does it that serves files. */
@Controller('ask')
class WithPlugin {
  constructor({ httpAdapter }: HttpAdapterHost) {
    httpAdapter.getInstance<FastifyInstance>().get('/staff/files/*', async () => 'a file');
  }
}

const options = optionsFor('https://login.example.ca');

describe('the start of a service', () => {
  it('ABUSE-4: stops and names the routes of the section that nobody gave a role', async () => {
    const start = startStaffPages(IdentityModule.forSection('/staff', options), [Forgotten, ResidentPages]);
    await expect(start).rejects.toThrow(
      /^These routes need @SignedIn with their roles: POST \/staff\/imports\/:id\/accept$/,
    );
  });

  it('ABUSE-4: stops when another decorator took the role away', async () => {
    const start = startStaffPages(IdentityModule.forSectionOfAnotherService('/staff', options), [
      Overwritten,
    ]);
    await expect(start).rejects.toThrow(/roles: POST \/staff\/topics$/);
  });

  it('ABUSE-4: stops when a plugin serves something below the section', async () => {
    const start = startStaffPages(IdentityModule.forSection('/staff', options), [WithPlugin]);
    await expect(start).rejects.toThrow(/roles: GET \/staff\/files\/\*$/);
  });

  it('goes on when every route of the section has its roles', async () => {
    const app = await startStaffPages(IdentityModule.forSection('/staff', options), [
      StaffPages,
      ResidentPages,
    ]);
    await app.close();
  });

  it('stops in production when the provider is on this machine', () => {
    const local = optionsFor('http://localhost:8081', { production: true });
    expect(() => IdentityModule.forSection('/staff', local)).toThrow('OIDC_ISSUER is wrong');
  });

  it('stops when the key is too short', () => {
    expect(() => IdentityModule.forSection('/staff', { ...options, sessionKey: 'c2hvcnQ=' })).toThrow(
      'SESSION_KEY',
    );
  });
});
