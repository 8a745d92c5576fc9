import { randomUUID } from 'node:crypto';
import { eventually } from '../../../../test/support/index.ts';
import { type RunningConsent, runConsent } from '../consent.testing.ts';
import type { DetailKind } from '../details/detail.ts';
import { recordOf } from '../ledger.testing.ts';
import { confirmed, topicPublished } from '../messages.testing.ts';
import { forgetDetails } from '../retention/due-details.query.ts';
import { ReceiptLinks } from './receipt-links.ts';
import { type ReceiptFile, ReceiptsService } from './receipts.service.ts';

export const ADDRESS = 'rosalind@residents.example.org';

/** *consent* with one topic, and what a resident of `ADDRESS` can do about receipts. */
export class ReceiptBench {
  consent: RunningConsent;
  receipts: ReceiptsService;
  links: ReceiptLinks;

  async start(): Promise<void> {
    this.consent = await runConsent();
    this.receipts = this.consent.app.get(ReceiptsService);
    this.links = new ReceiptLinks(this.consent.settings.receiptKeys);
    await this.consent.send(topicPublished());
  }

  stop(): Promise<void> {
    return this.consent.stop();
  }

  /** @returns the index of a new confirmation. */
  async confirmation(residentId = randomUUID()): Promise<number> {
    const message = confirmed({ residentId, address: ADDRESS });
    await this.consent.send(message);
    return (await recordOf(this.consent, message)).index;
  }

  /** Waits until a published checkpoint covers the entry. */
  async ready(index: number): Promise<ReceiptFile> {
    const file = await eventually(
      () => this.receipts.of(index),
      (found) => found !== undefined,
    );
    return file ?? { name: '', text: '' };
  }

  /** As a retention rule does. */
  async withoutDetails(index: number, ...kinds: DetailKind[]): Promise<void> {
    const leaves = [index];
    const { manager } = this.consent.dataSource;
    const [row] = await manager.query<{ resident_id: string }[]>(
      'SELECT resident_id FROM records WHERE leaf_index = $1',
      [index],
    );
    const residentIds = [row?.resident_id ?? ''];
    for (const kind of kinds) await forgetDetails(manager, kind, { leaves, residentIds });
  }

  open(token: string, language = 'en') {
    return this.consent.app.inject(`/verify/receipt/${token}?lang=${language}`);
  }

  press(token: string) {
    return this.consent.app.inject({ method: 'POST', url: `/verify/receipt/${token}?lang=en` });
  }

  /** What the ledger says of taking this receipt, the oldest first. */
  async taken(index: number): Promise<Record<string, unknown>[]> {
    const rows = await this.consent.dataSource.query<{ payload: string }[]>(
      "SELECT payload FROM records WHERE action = 'took-receipt' ORDER BY leaf_index",
    );
    return rows.map(({ payload }) => JSON.parse(payload)).filter((each) => each.ledger_index === index);
  }
}
