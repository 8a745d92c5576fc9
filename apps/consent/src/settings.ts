import { Matches } from 'class-validator';
import { IdentitySettings } from '#libs/identity';
import { Setting } from '#libs/settings';

export class ConsentSettings extends IdentitySettings {
  @Setting({
    is: "the ledger's name for ever, an address without a scheme, e.g. ledger.example.ca/tidings",
  })
  @Matches(/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)*$/)
  ledgerOrigin: string;
}
