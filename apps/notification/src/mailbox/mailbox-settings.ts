import { IsFQDN, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { IdentitySettings } from '#libs/identity';
import { Setting } from '#libs/settings';

/** What comes back by mail, and what follows from it. */
export class MailboxSettings extends IdentitySettings {
  @Setting({
    is: 'the domain of return paths, whose mail must come back to us, e.g. returns.example.ca; without it, mails bounce to MAIL_FROM and no bounce is counted',
    optional: true,
  })
  @IsOptional()
  @IsFQDN()
  returnDomain?: string;

  @Setting({
    is: 'the port on which mail that comes back is taken by SMTP; without it, none is',
    optional: true,
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(65_535)
  mailboxPort?: number;

  @Setting({ is: 'the address on which that port listens', default: '127.0.0.1' })
  @Matches(/^[0-9a-fA-F.:]+$/)
  mailboxHost: string;

  @Setting({
    is: 'a private key and its certificates in PEM, one after the other, for STARTTLS on that port; without it, mail comes in the clear',
    secret: true,
    optional: true,
  })
  @IsOptional()
  @Matches(/-----BEGIN [A-Z ]*PRIVATE KEY-----/)
  @Matches(/-----BEGIN CERTIFICATE-----/)
  mailboxTls?: string;

  @Setting({
    is: 'imaps://user:password@host/folder or imap://…, a mailbox in which mail that comes back lands, user and password percent-encoded; without it, none is read',
    secret: true,
    optional: true,
  })
  @IsOptional()
  @Matches(/^imaps?:\/\/[^:@/\s]+:[^@/\s]+@[^/?\s]+(\/[^?\s]*)?$/)
  imapUrl?: string;

  @Setting({ is: 'the days for which a message that a person placed can still be read', default: '30' })
  @IsInt()
  @Min(0)
  mailboxKeepDays: number;

  @Setting({ is: 'the percentage of bounces at which a dispatch stops itself', default: '10' })
  @Min(0)
  @Max(100)
  stopAtBouncePercent: number;

  @Setting({ is: 'the complaints in 1,000 mails at which a dispatch stops itself', default: '3' })
  @Min(0)
  @Max(1000)
  stopAtComplaintPerMille: number;
}
