import { Body, Controller, Get, Module, Param, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Pages } from './pages.ts';
import { registerSite, type SiteDoor } from './register-site.ts';

@Controller()
class ExampleController {
  constructor(private readonly pages: Pages) {}

  @Get()
  home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const data = { remark: '<script>alert(1)</script>', t: 'hides nothing' };
    return this.pages.render(request, reply, {
      template: 'sign-up.njk',
      data,
      scripts: request.url.includes('scripts'),
    });
  }

  @Post()
  ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const problems = [{ field: 'email', message: 'example.email-missing' }];
    return this.pages.render(request, reply, { template: 'sign-up.njk', problems });
  }

  @Post('echo')
  echo(@Body() form: object): object {
    return form;
  }

  @Get('confirm/:token')
  confirm(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.render(request, reply, { template: 'sign-up.njk', tokenPage: true, scripts: true });
  }

  @Get('framed/:kind')
  framed(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('kind') kind: string,
  ): Promise<void> {
    const page = { template: 'sign-up.njk', isFramed: true, tokenPage: kind === 'token' };
    return this.pages.render(request, reply, page);
  }

  /** Counts how often it is made. */
  made = 0;

  @Get('shared')
  shared(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.renderShared(request, reply, async () => {
      this.made += 1;
      return { template: 'sign-up.njk', data: { remark: `made ${this.made}` } };
    });
  }

  @Get('staff/announcements')
  staff(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pages.render(request, reply, { template: 'sign-up.njk' });
  }

  @Get('problem/:status')
  problem(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('status') status: string,
  ): Promise<void> {
    return this.pages.error(request, reply, Number(status));
  }
}

/** A service with one page of each kind, answered through `inject` without listening. */
export async function exampleApp(pages: Pages, door?: SiteDoor): Promise<NestFastifyApplication> {
  @Module({ controllers: [ExampleController], providers: [{ provide: Pages, useValue: pages }] })
  class ExampleModule {}

  const app = await NestFactory.create<NestFastifyApplication>(ExampleModule, new FastifyAdapter(), {
    logger: false,
  });
  await registerSite(app, pages, door);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
