import { IsIn, IsInt, Max, Min } from 'class-validator';
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
}
