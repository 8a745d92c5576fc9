import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { City } from '#libs/site';
import { readEvidence, withWords } from '../evidence/evidence.ts';
import type { NoticeEntity } from '../intake/notice.entity.ts';
import type { ConsentPayload } from '../ledger/consent-payload.ts';
import { writePayload } from '../ledger/consent-payload.ts';
import { NOTICE_FR, payloads, sha256, subscribedTopic } from '../messages.testing.ts';
import { isoRecords } from './iso-27560.ts';
import { kantaraReceipt, telephoneUri } from './kantara.ts';
import { readRecordFacts } from './record-facts.ts';
import { recordFacts } from './records.testing.ts';

const WORDS = `To send you news about the plan.\n${NOTICE_FR}`;
const topics = [subscribedTopic({ notice: sha256(WORDS) })];
const confirmed = payloads.confirmed({ topics, language: 'fr' });
const implied = payloads.imported({}, new Date('2026-08-11T04:00:00Z'));
const express = payloads.imported({ basis: 'express' });
const withdrew = payloads.withdrew({ topics });
const expired = { ...withdrew, action: 'expired', granted_by: 3 } as unknown as ConsentPayload;
const erased = { ...withdrew, action: 'erased' } as unknown as ConsentPayload;

type Json = Record<string, never>;
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Json);
const iso = (payload: ConsentPayload, facts = recordFacts()) => linesOf(isoRecords(evidence(payload), facts));
const kantara = (payload: ConsentPayload, facts = recordFacts()) =>
  linesOf(kantaraReceipt(evidence(payload), facts));

describe('PROOF-4: records after ISO/IEC TS 27560', () => {
  const isRecord = schema('iso-27560');

  it.each([
    ['a confirmation', confirmed, 'given', 'explicit', 'until withdrawn'],
    ['express consent from elsewhere', express, 'given', 'explicit', 'until withdrawn'],
    ['implied consent', implied, 'given', 'implied', '2026-03-02T14:59:00.000Z/2026-08-11T04:00:00.000Z'],
    ['leaving', withdrew, 'withdrawn', 'explicit', 'P0D'],
    ['a term that is over', expired, 'expired', 'implied', 'P0D'],
    ['an erasure', erased, 'terminated', 'explicit', 'P0D'],
  ])('%s has every mandatory field, and its state', (_, payload, state, type, validity) => {
    const [record] = iso(payload);
    expect([isRecord(record), isRecord.errors]).toEqual([true, null]);
    expect(record?.event).toMatchObject({
      event_state: state,
      event_type: type,
      validity_duration: validity,
    });
  });

  it('names the words that were shown, their purpose, and whose act it was; and holds no address', () => {
    const [record] = iso(confirmed);
    const digest = Buffer.from(sha256(WORDS), 'hex').toString('base64url');
    expect(record).toMatchObject({
      pii_processing: {
        privacy_notice: `ni:///sha-256;${digest}`,
        purposes: [{ purpose: 'To send you news about the plan.', retention_period: 'P3Y90D' }],
      },
      event: { entity_id: confirmed.resident_id },
    });
    expect(JSON.stringify(record)).not.toContain('resident@example.ca');
    expect(iso(expired)[0]).toMatchObject({ event: { entity_id: 'https://www.example.ca' } });
  });

  it('has none for what changed no consent', () => {
    expect(iso(payloads.asked())).toEqual([]);
    expect(iso(payloads.declined())).toEqual([]);
  });

  it.each(['header', 'pii_processing', 'party_identification', 'event'])(
    'is not sound to the schema without a field of %s',
    (section) => {
      const [record] = iso(confirmed);
      const part = [record?.[section]].flat()[0] as unknown as Json;
      for (const name of Object.keys(part)) {
        const others = Object.fromEntries(Object.entries(part).filter(([other]) => other !== name));
        const broken = { ...record, [section]: Array.isArray(record?.[section]) ? [others] : others };
        const isOptional = ['party_role', 'party_email', 'party_phone', 'party_url', 'event_id'].includes(
          name,
        );
        expect([name, isRecord(broken)]).toEqual([name, isOptional]);
      }
    },
  );
});

describe('PROOF-4: Kantara consent receipts', () => {
  const isReceipt = schema('kantara-1.1');

  it('a confirmation is a receipt after the schema of 1.1.0', () => {
    const [receipt] = kantara(confirmed);
    expect([isReceipt(receipt), isReceipt.errors]).toEqual([true, null]);
    expect(receipt).toMatchObject({
      consentTimestamp: 1772463570,
      language: 'fr',
      piiPrincipalId: 'resident@example.ca',
      piiControllers: [{ piiController: 'Ville d’Exemple', phone: 'tel:+1-416-555-0100' }],
      services: [
        { purposes: [{ purpose: 'To send you news about the plan.', thirdPartyDisclosure: false }] },
      ],
      spiCat: [],
    });
  });

  it('names others who get the records, where there are some', () => {
    const [receipt] = kantara(confirmed, recordFacts({ recipients: ['Archives'] }));
    expect(isReceipt(receipt)).toBe(true);
    expect(receipt).toMatchObject({
      services: [{ purposes: [{ thirdPartyDisclosure: true, thirdPartyName: 'Archives' }] }],
    });
    const [unnamed] = kantara(confirmed, recordFacts({ recipients: [''] }));
    expect(isReceipt(unnamed)).toBe(false);
  });

  it('is for what a resident confirmed here, and nothing else', () => {
    for (const payload of [payloads.asked(), implied, withdrew]) expect(kantara(payload)).toEqual([]);
  });

  it.each([
    ['416-392-2489', 'tel:+1-416-392-2489'],
    ['1 (416) 392-2489', 'tel:+1-416-392-2489'],
    ['+33 1 23 45 67 89', 'tel:+33123456789'],
    ['311', 'tel:311;phone-context=+1'],
  ])('writes the telephone %s as RFC 3966 does', (telephone, uri) =>
    expect(telephoneUri(telephone)).toBe(uri),
  );
});

describe('what a city says of its records', () => {
  const read = (text?: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'tidings-records-'));
    if (text !== undefined) writeFileSync(join(folder, 'consent-records.json'), text);
    try {
      return readRecordFacts({ ...recordFacts().city, folder } as City);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('may be left out, and then says that it was not said', () => {
    expect(read()).toMatchObject({
      jurisdiction: 'CA-ON',
      storageLocations: ['not stated'],
      recipients: [],
      policyUrl: 'https://www.example.ca',
    });
  });

  it.each([
    ['{ "jurisdiction": "Ontario" }', 'jurisdiction should be'],
    ['{ "storageLocations": "here" }', 'storageLocations should be'],
    ['{ "recipients": [3] }', 'recipients should be'],
    ['{ "policyUrl": "http://www.example.ca" }', 'policyUrl should begin'],
    ['{ "juristiction": "CA-QC" }', 'juristiction is not known'],
  ])('is refused when it cannot be: %s', (text, words) => expect(() => read(text)).toThrow(words));
});

function schema(name: string) {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  formats.default(ajv);
  const path = join(import.meta.dirname, `${name}.schema.json`);
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
}

function evidence(payload: ConsentPayload) {
  const none = { entry: Buffer.alloc(1), hash: Buffer.alloc(32), salt: Buffer.alloc(32), recordedAt: null };
  const json = writePayload(payload);
  const read = readEvidence({
    index: 3,
    kind: 'consent',
    payload: json,
    address: 'resident@example.ca',
    ...none,
  });
  const notice = { sha256: sha256(WORDS), language: 'fr', text: WORDS } as NoticeEntity;
  return withWords(read, new Map([[notice.sha256, notice]]));
}
