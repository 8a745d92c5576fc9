import type { Evidence } from '../evidence/evidence.ts';
import { purposeOf } from './purpose.ts';
import type { RecordFacts } from './record-facts.ts';

/**
 * A receipt after the Consent Receipt Specification 1.1.0 of the Kantara Initiative (2018-02-20), for each confirmation, as one
 * JSON object on a line. Field by field: 4.3 (transaction), 4.4 (parties), 4.5 (data and purposes), 4.8 (JSON schema);
 * categories with their numbers as in its annexes. What is the city's choice is said in the README.
 */
export function kantaraReceipt(evidence: Evidence, facts: RecordFacts): string {
  const { payload, address, notices } = evidence;
  if (payload?.action !== 'confirmed') return '';
  const { language } = payload;
  const receipt = {
    version: 'KI-CR-v1.1.0',
    jurisdiction: facts.jurisdiction,
    // Seconds since 1970 (4.3.3).
    consentTimestamp: Math.floor(Date.parse(payload.occurred_at) / 1000),
    collectionMethod: `web form, confirmed by a link in a mail to the address (${payload.manner.control} on ${payload.manner.page})`,
    consentReceiptID: payload.event_id,
    // ISO 639-1 (4.3.7).
    language: language.slice(0, 2),
    // Required. Once the address is deleted, the id alone is left of the principal.
    piiPrincipalId: address ?? payload.resident_id,
    piiControllers: [controller(facts, language)],
    policyUrl: facts.policyUrl,
    services: payload.topics.map((topic) => ({
      service: topic.purpose ?? topic.topic,
      purposes: [
        {
          purpose: purposeOf(topic, notices),
          purposeCategory: ['4 - Contact Requested'],
          consentType: 'EXPLICIT',
          piiCategory: ['2 - Contact'],
          primaryPurpose: true,
          termination: 'when the resident leaves, by a link in each message, its one-click header, or mail',
          ...thirdParties(facts.recipients),
        },
      ],
    })),
    sensitive: false,
    // Required even when there is none.
    spiCat: [],
  };
  return `${JSON.stringify(receipt)}\n`;
}

function controller({ city: { sender, officer }, jurisdiction }: RecordFacts, language: string) {
  const postal = sender.postalAddress[language] ?? Object.values(sender.postalAddress)[0] ?? [];
  return {
    piiController: sender.organisation[language] ?? Object.values(sender.organisation)[0],
    onBehalf: false,
    contact: officer.title[language] ?? Object.values(officer.title)[0],
    // schema.org/PostalAddress (4.4.6).
    address: { streetAddress: postal.join(', '), addressCountry: jurisdiction.slice(0, 2) },
    email: sender.email,
    phone: telephoneUri(sender.telephone),
    piiControllerUrl: sender.web,
  };
}

/** The name is required where there is one (4.5.11). */
function thirdParties(recipients: readonly string[]) {
  if (recipients.length === 0) return { thirdPartyDisclosure: false };
  return { thirdPartyDisclosure: true, thirdPartyName: recipients.join(', ') };
}

/** RFC 3966 (4.4.8). Numbers of ten digits are of the North American plan; a shorter one means something only there. */
export function telephoneUri(telephone: string): string {
  const digits = telephone.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  if (telephone.trim().startsWith('+')) return `tel:+${telephone.replaceAll(/\D/g, '')}`;
  if (digits.length === 10) return `tel:+1-${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`;
  return `tel:${digits};phone-context=+1`;
}
