import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';
import { Clock } from '#libs/clock';
import { createLogger } from '#libs/logging';
import { ProblemFilter, refuseInvalid } from '#libs/problems';
import {
  FormToken,
  IdentityModule,
  type IdentityOptions,
  Person,
  SignedIn,
  type SignedInPerson,
} from './index.ts';

export const PUBLIC_URL = 'https://updates.example.ca';

export class SettableClock extends Clock {
  private ahead = 0;

  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  pass(milliseconds: number): void {
    this.ahead += milliseconds;
  }
}

export function optionsFor(issuer: string, own: Partial<IdentityOptions> = {}): IdentityOptions {
  return {
    publicUrl: PUBLIC_URL,
    sessionKey: Buffer.alloc(32, 7).toString('base64'),
    issuer,
    clientId: 'tidings-staff',
    clientSecret: 'for-development-only',
    rolesClaim: 'roles',
    production: false,
    ...own,
  };
}

class Draft {
  @IsString()
  title: string;
}

@Controller('staff')
@SignedIn('author', 'approver')
export class StaffPages {
  @Get(['', 'announcements/:id'])
  show(@Person() person: SignedInPerson, @FormToken() formToken: string) {
    return { person, formToken };
  }

  @Post('announcements')
  write(@Body() draft: Draft, @Person() person: SignedInPerson) {
    return { ...draft, by: person.name };
  }

  @Get('operations')
  @SignedIn('operator')
  operate() {
    return 'operations';
  }
}

@Controller('ask')
export class ResidentPages {
  @Get()
  show() {
    return 'open to everybody';
  }

  @Post()
  ask() {
    return 'asked';
  }
}

/** A service with the doors and filters that every service has. */
export async function startStaffPages(
  identity: ReturnType<typeof IdentityModule.forSection>,
  controllers: object[],
) {
  @Module({})
  class Pages {}
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: Pages, imports: [identity], controllers: controllers as [] },
    new FastifyAdapter(),
    { logger: false, abortOnError: false },
  );
  app.useGlobalPipes(refuseInvalid());
  app.useGlobalFilters(
    new ProblemFilter(createLogger('notification', 'error'), async (_request, reply, { status }) =>
      reply.status(status).send(`problem ${status}`),
    ),
  );
  await app.init();
  return app;
}
