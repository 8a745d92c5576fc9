import { CreateTables1764000000000 } from './1764000000000-create-tables.ts';
import { EraseResidents1764000300000 } from './1764000300000-erase-residents.ts';
import { PublishInBatches1764000450000 } from './1764000450000-publish-in-batches.ts';
import { LimitAccessRequests1764000700000 } from './1764000700000-limit-access-requests.ts';
import { ChooseFrequency1765000000000 } from './1765000000000-choose-frequency.ts';
import { KeepNews1765000001000 } from './1765000001000-keep-news.ts';
import { LimitManageLinks1765000100000 } from './1765000100000-limit-manage-links.ts';
import { KeepPreferences1765000110000 } from './1765000110000-keep-preferences.ts';
import { RememberAgreements1765000120000 } from './1765000120000-remember-agreements.ts';
import { ChangeAddresses1765000130000 } from './1765000130000-change-addresses.ts';
import { KeepPublicFigures1765000500000 } from './1765000500000-keep-public-figures.ts';
import { NoteBatchesApart1765000805000 } from './1765000805000-note-batches-apart.ts';

export const migrations = [
  CreateTables1764000000000,
  EraseResidents1764000300000,
  PublishInBatches1764000450000,
  LimitAccessRequests1764000700000,
  ChooseFrequency1765000000000,
  KeepNews1765000001000,
  KeepPublicFigures1765000500000,
  LimitManageLinks1765000100000,
  KeepPreferences1765000110000,
  RememberAgreements1765000120000,
  ChangeAddresses1765000130000,
  NoteBatchesApart1765000805000,
];
