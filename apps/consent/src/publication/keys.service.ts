import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/clock';
import { Corridor } from '#libs/messaging';
import { encodeVerifierKey, type NoteSigner, signNote } from '#libs/tlog';
import { LedgerEvents } from '../ledger/ledger-events.ts';
import { ConsentSettings } from '../settings.ts';
import { noteSigner, verifierKey } from '../signing/signing-keys.ts';
import { lockSigner } from './signed-checkpoints.query.ts';

export interface LedgerKey {
  /** As auditors hold it, `<name>+<id>+<key>`. */
  verifierKey: string;
  /** A note that names the key, signed by all keys that were in use on that day. */
  statement: string;
  beganAt: Date;
  /** Whether it signs now. */
  signs: boolean;
}

/** Which keys sign, and which ever did. The ledger itself says when a new one took over from which. */
@Injectable()
export class KeysService implements OnApplicationBootstrap {
  readonly #signers: NoteSigner[];

  constructor(
    private readonly dataSource: DataSource,
    private readonly corridor: Corridor,
    private readonly events: LedgerEvents,
    private readonly clock: Clock,
    { ledgerKey, ledgerOrigin }: ConsentSettings,
  ) {
    this.#signers = ledgerKey.map((key) => noteSigner(ledgerOrigin, key));
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.note();
  }

  /** Notes those keys that are new; from the second one on the ledger records it. */
  async note(): Promise<void> {
    await this.corridor.act(async (act) => {
      await lockSigner(act.manager);
      const known = await readKeys(act.manager);
      const previous = known.map(({ verifierKey: key }) => key);
      for (const key of this.#inUse().filter((each) => !previous.includes(each))) {
        const statement = this.#state(key);
        await insertKey(act.manager, { verifierKey: key, statement, beganAt: this.clock.now() });
        if (previous.length === 0) continue;
        const payload = { action: 'changed', verifier_key: key, previous, statement };
        await this.events.record(act, { kind: 'key', payload });
      }
    });
  }

  /** All of them, the newest first. */
  async all(): Promise<LedgerKey[]> {
    const inUse = this.#inUse();
    const keys = await readKeys(this.dataSource.manager);
    return keys.map((key) => ({ ...key, signs: inUse.includes(key.verifierKey) }));
  }

  #inUse(): string[] {
    return this.#signers.map((signer) => encodeVerifierKey(verifierKey(signer)));
  }

  /** No checkpoint: its second line is no number. Who trusts an old key learns from it which the next one is. */
  #state(key: string): string {
    return signNote(`tidings/ledger-key/v1\n${key}\n`, this.#signers);
  }
}

async function readKeys(manager: EntityManager): Promise<Omit<LedgerKey, 'signs'>[]> {
  return manager.query(
    `SELECT verifier_key AS "verifierKey", statement, began_at AS "beganAt"
     FROM ledger_keys ORDER BY began_at DESC, verifier_key`,
  );
}

async function insertKey(manager: EntityManager, key: Omit<LedgerKey, 'signs'>): Promise<void> {
  await manager.query('INSERT INTO ledger_keys (verifier_key, statement, began_at) VALUES ($1, $2, $3)', [
    key.verifierKey,
    key.statement,
    key.beganAt,
  ]);
}
