import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyReply } from 'fastify';

const YEAR_SECONDS = 31_536_000;

/** Where forms of this service lead besides itself, e.g. the origin of the sign-in provider after signing out. */
export type FormTargets = readonly string[];

/** What every answer carries. Nothing inline, nothing from other hosts, never framed (ABUSE-4). */
export function securityHeaders(formTargets: FormTargets): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: { useDefaults: false, directives: pagePolicy(formTargets) },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // Subdomains are left out: a city may serve this at its main domain, and its other sites are not ours to decide about.
    strictTransportSecurity: { maxAge: YEAR_SECONDS, includeSubDomains: false },
  };
}

export const PERMISSIONS_POLICY = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

/** The API documentation draws itself with a script and with style attributes. It is the only page that may. */
export const DOCUMENTATION_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** Of a page that any site may show in a frame of its own: everything else holds for it too. */
export const FRAMED_POLICY = Object.entries({ ...pagePolicy([]), frameAncestors: ['*'] })
  .map(
    ([name, sources]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${sources.join(' ')}`,
  )
  .join(';');

const SCRIPTS_POLICY = ["script-src 'self'", "worker-src 'self'", "connect-src 'self'"];

/** For one answer: files of ours may run as scripts and workers, and ask this host. Nothing inline, as everywhere. */
export function letScriptsRun(reply: FastifyReply): void {
  const policy = String(reply.getHeader('Content-Security-Policy') ?? "default-src 'none'");
  reply.header('Content-Security-Policy', [policy, ...SCRIPTS_POLICY].join(';'));
}

function pagePolicy(formTargets: FormTargets): Record<string, string[]> {
  return {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    formAction: ["'self'", ...formTargets],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  };
}
