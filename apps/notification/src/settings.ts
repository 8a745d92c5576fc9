import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import { type Weekday, weekdays } from '#libs/calendar';
import { readLimits, readRamps } from '#libs/lanes';
import { KeyList, Setting } from '#libs/settings';
import { smtpRelays } from '#libs/smtp';
import { HolderList } from './holders/holders.ts';
import { ReadableBy } from './lanes/readable.ts';
import { senderAddress } from './letters/sender-address.ts';
import { MailboxSettings } from './mailbox/mailbox-settings.ts';
import { type UncertainRule, uncertainRules } from './sending/uncertain-rule.ts';
import { DkimKeyList } from './signing/dkim-keys.ts';

export class NotificationSettings extends MailboxSettings {
  @Setting({
    is: 'smtp://… or smtps://…, the relay that takes our mail, or several with spaces between them; TLS is required unless it has ?tls=none, or is on this machine and has no ?tls=required; ?proxy=http%3A%2F%2F… leads through a proxy, ?weight=2 gives it twice the mails, 0 makes it a spare, ?connections=20 is the most that a process has to it',
    secret: true,
  })
  @ReadableBy(smtpRelays)
  smtpUrl: string;

  @Setting({
    is: 'a JSON file with rules of your own for what mail servers say, see docs/verdict-rules.md; without it, only ours',
    optional: true,
  })
  @IsOptional()
  verdictRulesFile?: string;

  @Setting({ is: 'the address that mails come from; its domain is ours, e.g. updates@example.ca' })
  @ReadableBy(senderAddress)
  mailFrom: string;

  @Setting({
    is: 'the address that takes mailed unsubscribes; without it, that of MAIL_FROM',
    optional: true,
  })
  @IsOptional()
  @ReadableBy(senderAddress)
  unsubscribeAddress?: string;

  @Setting({
    is: 'one or more keys of 32 octets in base64, separated by commas; they make leave links',
    secret: true,
  })
  @KeyList()
  linkKeys: string[];

  @Setting({
    is: 'the addresses that get the checkpoint of the ledger each day, separated by commas, each with its language before it unless that is the first of the city, e.g. fr:name@example.org; without it, none',
    optional: true,
  })
  @HolderList()
  checkpointHolders: string[] = [];

  @Setting({
    is: 'keys that sign mails, separated by commas: at least one of RSA with 2048 bits or more, its name in the DNS before it, <selector>._domainkey.<domain>:<PKCS#8 in base64>, for the domain of MAIL_FROM or one above it; without it, the relay signs',
    secret: true,
    optional: true,
  })
  @DkimKeyList()
  dkimKeys: string[] = [];

  @Setting({ is: 'the residents that one batch of a dispatch holds, 1 to 500', default: '500' })
  @IsInt()
  @Min(1)
  @Max(500)
  batchSize: number;

  @Setting({
    is: 'the seconds after which the work of a sender that fell silent is taken over',
    default: '60',
  })
  @Min(1)
  leaseSeconds: number;

  @Setting({
    is: 'the processes that send dispatches, each with its own connections and LANES: one for each core at most; 0: in the process of the service itself',
    default: '1',
  })
  @IsInt()
  @Min(0)
  @Max(16)
  senders: number;

  @Setting({ is: 'the connections to the relay that each sender of dispatches may use', default: '10' })
  @IsInt()
  @Min(1)
  dispatchConnections: number;

  @Setting({
    is: 'what becomes of a mail of which nobody knows whether it arrived: hold (it stays uncertain) or send-again (with the same Message-ID, three times at most)',
    default: 'hold',
  })
  @IsIn(uncertainRules)
  uncertain: UncertainRule;

  @Setting({ is: 'the connections to the relay that are kept for letters', default: '4' })
  @IsInt()
  @Min(1)
  letterConnections: number;

  @Setting({
    is: 'of the connections that are kept for letters, the most that digests use at once; one at least stays free',
    default: '2',
  })
  @IsInt()
  @Min(1)
  digestConnections: number;

  @Setting({
    is: 'the hour at which digests leave, 0 to 23, as clocks in the city show it',
    default: '7',
  })
  @IsInt()
  @Min(0)
  @Max(23)
  digestHour: number;

  @Setting({ is: 'the day on which weekly digests leave, e.g. monday', default: 'monday' })
  @IsIn(weekdays)
  digestWeekday: Weekday;

  @Setting({
    is: 'limits of dispatches that differ from ours, by provider or domain of the MX host, with spaces between them, e.g. google:connections=20,rate=50 default:connections=10 total:rate=500; rates are mails a second; without it, ours',
    optional: true,
  })
  @IsOptional()
  @ReadableBy(readLimits)
  lanes: string = '';

  @Setting({
    is: 'the most that dispatches send on each day from a first day on, for all together and by lane, with spaces between them, e.g. 2026-12-01:5000,10000,20000 google=2026-12-01/hour:100,200 with the most of each hour; without it, no most',
    optional: true,
  })
  @IsOptional()
  @ReadableBy(readRamps)
  ramp: string = '';

  @Setting({ is: 'the hours in which a mail of a dispatch is tried again', default: '24' })
  @Min(0)
  retryWindowHours: number;

  @Setting({
    is: 'the minutes after which a dispatch that was missed or interrupted waits for a person',
    default: '360',
  })
  @Min(1)
  missedAfterMinutes: number;

  @Setting({
    is: 'the days for which it is kept what became of each single mail of a dispatch, 365 at least; statement and manifest stay',
    default: '1200',
  })
  @IsInt()
  @Min(365)
  deliveriesKeptDays: number;

  @Setting({
    is: 'the percentage of recipients whom their mail systems refuse for good, at which a dispatch stops itself; 100: never',
    default: '10',
  })
  @Min(0)
  @Max(100)
  stopAtRefusedPercent: number;
}
