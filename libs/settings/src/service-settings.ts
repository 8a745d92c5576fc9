import { IsIn, IsInt, IsNotEmpty, IsUrl, Matches, Max, Min } from 'class-validator';
import { KeyList } from './key-list.ts';
import { ProxyList } from './proxy-list.ts';
import { Setting } from './setting.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** What every service reads from its environment. Each service extends it with its own. */
export class ServiceSettings {
  @Setting({ is: 'production, development or test', default: 'development' })
  @IsIn(['production', 'development', 'test'])
  nodeEnv: string;

  @Setting({ is: 'the address to listen on, e.g. 127.0.0.1', default: '127.0.0.1' })
  @IsNotEmpty()
  host: string;

  @Setting({ is: 'a free port between 0 and 65535' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number;

  @Setting({
    is: 'the address that residents see, without a slash at its end, e.g. https://updates.example.ca',
    default: 'http://localhost:8080',
  })
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @Matches(/^https?:\/\/[^/]+$/)
  publicUrl: string;

  @Setting({ is: "postgres://…, signed in as this service's own role", secret: true })
  @Matches(/^postgres(ql)?:\/\/[^:@/]+:[^@]+@.+\/.+/)
  databaseUrl: string;

  @Setting({ is: 'redis://… or rediss://…', secret: true })
  @Matches(/^rediss?:\/\/.+/)
  redisUrl: string;

  @Setting({
    is: 'one or more keys of 32 octets in base64, separated by commas; they seal what the queues carry',
    secret: true,
  })
  @KeyList()
  messageKey: string[];

  @Setting({ is: `one of ${LEVELS.join(', ')}`, default: 'info' })
  @IsIn(LEVELS)
  logLevel: string;

  @Setting({
    is: 'the IP addresses or networks (/8 or narrower, in IPv6 /16) of the proxies in front, and of nobody else, separated by commas',
    default: '127.0.0.1',
  })
  @ProxyList()
  trustedProxies: string[];

  @Setting({ is: "the folder with the city's own words and looks", default: 'seed/toronto' })
  @IsNotEmpty()
  cityFolder: string;

  @Setting({
    is: 'the seconds after which a message that nobody acknowledged is published again',
    default: '30',
  })
  @Min(0.05)
  republishSeconds: number;
}
