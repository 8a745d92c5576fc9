import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyReply } from 'fastify';

const YEAR_SECONDS = 31_536_000;

const PAGE_POLICY: Record<string, string[]> = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/**
 * What every answer carries: the list of OWASP's Secure Headers Project. Nothing inline, nothing from other hosts, never framed
 * (ABUSE-4). Helmet's own defaults add nosniff, COOP and CORP of the same origin, and no prefetching of names.
 */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
  crossOriginEmbedderPolicy: { policy: 'require-corp' },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
  // Subdomains are left out: a city may serve this at its main domain, and its other sites are not ours to decide about.
  strictTransportSecurity: { maxAge: YEAR_SECONDS, includeSubDomains: false },
};

/** What a page could ask of the reader's device, and ours never do. Only names that browsers know: others fill their consoles. */
const UNUSED = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'web-share',
  'xr-spatial-tracking',
];

export const PERMISSIONS_POLICY = UNUSED.map((feature) => `${feature}=()`).join(', ');

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
const FRAMED_POLICY = Object.entries({ ...PAGE_POLICY, frameAncestors: ['*'] })
  .map(
    ([name, sources]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${sources.join(' ')}`,
  )
  .join(';');

/** For one answer: any site may show it in a frame, also one that takes nothing without CORP. */
export function letBeFramed(reply: FastifyReply): void {
  reply
    .header('Content-Security-Policy', FRAMED_POLICY)
    .header('Cross-Origin-Resource-Policy', 'cross-origin')
    .removeHeader('X-Frame-Options');
}

const SCRIPTS_POLICY = ["script-src 'self'", "worker-src 'self'", "connect-src 'self'"];

/** For one answer: files of ours may run as scripts and workers, and ask this host. Nothing inline, as everywhere. */
export function letScriptsRun(reply: FastifyReply): void {
  const policy = String(reply.getHeader('Content-Security-Policy') ?? "default-src 'none'");
  reply.header('Content-Security-Policy', [policy, ...SCRIPTS_POLICY].join(';'));
}
