import { IsIn, IsInt, IsISO8601, Matches, Max, Min } from 'class-validator';
import { KeyList, ServiceSettings, Setting } from '#libs/settings';

export class SubscriptionSettings extends ServiceSettings {
  @Setting({
    is: 'one key of 32 octets in base64; it makes the keyed hash that addresses are compared by',
    secret: true,
  })
  @KeyList()
  addressKey: string[];

  @Setting({
    is: 'one or more keys of 32 octets in base64, separated by commas; they make and check leave links',
    secret: true,
  })
  @KeyList()
  linkKeys: string[];

  @Setting({
    is: 'one or more keys of 32 octets in base64, separated by commas; they make and check the values of forms',
    secret: true,
  })
  @KeyList()
  formKey: string[];

  @Setting({ is: 'the days after which an unconfirmed request is forgotten', default: '7' })
  @IsInt()
  @Min(1)
  requestExpiresDays: number;

  @Setting({ is: 'the hours in which an address gets one confirmation mail at the most', default: '24' })
  @IsInt()
  @Min(1)
  confirmationWindowHours: number;

  @Setting({
    is: 'the seconds for which a page that is the same for everybody, and the topics on it, may be kept in memory; 0 keeps nothing',
    default: '1',
  })
  @IsInt()
  @Min(0)
  @Max(60)
  keepSeconds: number;

  @Setting({
    is: 'off, or on: whoever left by the page of a mail gets a receipt of it by mail, the last one about it',
    default: 'off',
  })
  @IsIn(['off', 'on'])
  leftReceipts: 'off' | 'on';

  @Setting({
    is: 'the requests an hour from one network (an IPv4 /24 or an IPv6 /56), each with a proof of work or not',
    default: '600',
  })
  @IsInt()
  @Min(1)
  networkAsksPerHour: number;

  @Setting({
    is: 'how many of them may come without a proof of work; further ones wait half a minute first',
    default: '60',
  })
  @IsInt()
  @Min(1)
  unprovenAsksPerHour: number;

  @Setting({
    is: 'the requests an hour for one address, after which further ones are let fall',
    default: '10',
  })
  @IsInt()
  @Min(1)
  addressAsksPerHour: number;

  @Setting({
    is: 'the requests an hour for addresses of one domain; up to a quarter more pass',
    default: '500',
  })
  @IsInt()
  @Min(1)
  domainAsksPerHour: number;

  @Setting({
    is: 'domains of many residents, separated by commas, that have no limit of their own; the great providers never have one',
    default: 'telus.net,shaw.ca,videotron.ca,cogeco.ca,teksavvy.com,proton.me',
  })
  @Matches(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { each: true })
  largeDomains: string[];

  @Setting({
    is: 'the confirmation mails in one minute, by all processes together, after which none is sent for a while',
    default: '3000',
  })
  @IsInt()
  @Min(1)
  confirmationsPerMinute: number;

  @Setting({ is: 'the minutes for which none is sent then', default: '15' })
  @IsInt()
  @Min(1)
  confirmationsStopMinutes: number;

  @Setting({
    is: 'how much a proof of work takes: as many steps of 1,000 rounds of PBKDF2 on average, 750 being half a second on a desk and some on an old phone',
    default: '750',
  })
  @IsInt()
  @Min(1)
  proofSteps: number;

  @Setting({
    is: 'the days for which it is kept what became of each single mail of a dispatch, 365 at least; statement and manifest stay',
    default: '1200',
  })
  @IsInt()
  @Min(365)
  deliveriesKeptDays: number;

  @Setting({
    is: 'the moment until which the site is being worked on, with its offset, e.g. 2026-12-01T06:00:00-05:00: every page but leaving says so until this is taken away; without it, all is open',
    optional: true,
  })
  @Matches(/T\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/)
  @IsISO8601({ strict: true })
  maintenanceUntil?: string;
}
