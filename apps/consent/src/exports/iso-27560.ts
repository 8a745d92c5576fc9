import type { Sender } from '#libs/site';
import type { Evidence } from '../evidence/evidence.ts';

const STATES: Record<string, string> = {
  confirmed: 'given',
  imported: 'given',
  withdrew: 'withdrawn',
  expired: 'expired',
  erased: 'terminated',
};

/**
 * Consent records after ISO/IEC TS 27560:2023, one for each topic of an entry that changed a consent, one JSON object a line.
 * Lines with the same `record_id` are one record in its states; the last is how it stands.
 */
export function isoRecords(evidence: Evidence, sender: Sender): string {
  const { payload, index, occurredAt, address } = evidence;
  const state = payload && STATES[payload.action];
  if (!payload || !state) return '';
  return payload.topics
    .map((topic) => {
      const record = {
        header: {
          schema_version: 'ISO/IEC TS 27560:2023',
          record_id: topic.subscription_id,
          pii_principal_id: payload.resident_id,
        },
        pii_processing: {
          privacy_notice: `urn:sha256:${topic.notice}`,
          language: topic.notice_language ?? payload.language,
          purposes: [
            {
              purpose: topic.purpose ?? topic.topic,
              purpose_type: topic.topic,
              lawful_basis: 'consent',
              pii_information: [{ pii_type: 'e-mail address', pii_attribute_id: address }],
              withdrawal_method: 'link in each message, or mail to the unsubscribe address',
              storage_conditions: { retention: 'three years after the consent has ended' },
            },
          ],
        },
        party_identification: [
          {
            party_role: 'PII controller',
            party_name: sender.organisation,
            party_email: sender.email,
            party_url: sender.web,
          },
        ],
        event: {
          event_id: payload.event_id,
          event_time: occurredAt,
          event_type: typeof payload.expires_at === 'string' ? 'implied' : 'explicit',
          event_state: state,
          validity_duration: payload.expires_at,
        },
        ledger: { index, leaf_hash: evidence.stored.hash.toString('base64') },
      };
      return `${JSON.stringify(record)}\n`;
    })
    .join('');
}
