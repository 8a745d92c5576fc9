import type { OnApplicationBootstrap } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Authority } from './authority.ts';
import { isUnder } from './return-path.ts';

/**
 * Stops the start when a route of the section names no role, so that a forgotten `@SignedIn` is found before anybody can
 * use it. It asks Fastify, not Nest, and so sees the routes of plugins as well.
 */
export class RouteAuthority implements OnApplicationBootstrap {
  private readonly withoutAuthority: string[] = [];

  constructor(
    private readonly section: string,
    { httpAdapter }: HttpAdapterHost,
  ) {
    // A command that opens the modules without HTTP has no routes.
    if (httpAdapter?.getType() !== 'fastify') return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onRoute', (route) => this.note(route));
  }

  /** @throws Error that lists the routes. */
  onApplicationBootstrap(): void {
    if (this.withoutAuthority.length === 0) return;
    throw new Error(`These routes need @SignedIn with their roles: ${this.withoutAuthority.join(', ')}`);
  }

  private note({ method, url, config }: RouteOptions): void {
    const { authority } = (config ?? {}) as { authority?: Authority };
    if (authority === undefined && isUnder(url, this.section) && method !== 'HEAD') {
      this.withoutAuthority.push(`${[method].flat().join('|')} ${url}`);
    }
  }
}
