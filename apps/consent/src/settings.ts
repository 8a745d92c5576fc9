import { IsInt, IsNotEmpty, IsPositive, Matches } from 'class-validator';
import { IdentitySettings } from '#libs/identity';
import { KeyList, Setting } from '#libs/settings';

export class ConsentSettings extends IdentitySettings {
  @Setting({
    is: "the ledger's name for ever, an address without a scheme, e.g. ledger.example.ca/tidings",
  })
  @Matches(/^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)*$/)
  ledgerOrigin: string;

  @Setting({
    is: 'one or more Ed25519 keys of 32 octets in base64, separated by commas; all of them sign checkpoints, the newest is the first',
    secret: true,
  })
  @KeyList()
  ledgerKey: string[];

  @Setting({ is: 'the folder where the signer keeps what it signed last, in no backup of the database' })
  @IsNotEmpty()
  signerFolder: string;

  @Setting({
    is: 'the witnesses of the ledger, each its verifier key, a space and its address, separated by commas; without it, none',
    optional: true,
  })
  @Matches(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=* https?:\/\/[^\s?#]+$/, { each: true })
  witnesses: string[] = [];

  @Setting({ is: 'the folder where files lie that auditors asked for', default: '/tmp/tidings-exports' })
  @IsNotEmpty()
  exportsFolder: string;

  @Setting({ is: 'the hours for which such a file is kept', default: '72' })
  @IsInt()
  @IsPositive()
  exportKeepHours: number;

  @Setting({
    is: 'the hours for which a resident can fetch what is held about them, once it was made',
    default: '72',
  })
  @IsInt()
  @IsPositive()
  accessKeepHours: number;

  @Setting({
    is: 'one key of 32 octets in base64; it makes the keyed hash that addresses are compared by',
    secret: true,
  })
  @KeyList()
  addressKey: string[];

  @Setting({
    is: 'the file, in no backup of the database, that remembers whom was erased; without it, nobody can be',
    optional: true,
  })
  @IsNotEmpty()
  erasureJournalFile?: string;

  @Setting({
    is: 'one or more keys of 32 octets in base64, separated by commas; they make and check the links to receipts',
    secret: true,
  })
  @KeyList()
  receiptKeys: string[];
}
