import type { Sender } from '#libs/site';
import type { Evidence } from '../evidence/evidence.ts';

/** Consent Receipt Specification v1.1 of the Kantara Initiative: one receipt for each confirmation, one JSON object a line. */
export function kantaraReceipt(evidence: Evidence, sender: Sender): string {
  const { payload, address } = evidence;
  if (payload?.action !== 'confirmed') return '';
  const language = payload.language === 'fr' ? 'fr' : 'en';
  const organisation = sender.organisation[language] ?? Object.values(sender.organisation)[0];
  const postal = sender.postalAddress[language] ?? Object.values(sender.postalAddress)[0] ?? [];
  const receipt = {
    version: 'KI-CR-v1.1.0',
    jurisdiction: 'CA-ON',
    consentTimestamp: Math.floor(Date.parse(payload.occurred_at) / 1000),
    collectionMethod: `${payload.manner.control} on ${payload.manner.page}`,
    consentReceiptID: payload.event_id,
    language: payload.language,
    piiPrincipalId: address,
    piiControllers: [
      {
        piiController: organisation,
        contact: sender.division[language] ?? organisation,
        address: { streetAddress: postal.join(', '), addressCountry: 'CA' },
        email: sender.email,
        phone: sender.telephone,
        piiControllerUrl: sender.web,
      },
    ],
    policyUrl: sender.web,
    services: payload.topics.map((topic) => ({
      service: topic.topic,
      purposes: [
        {
          purpose: topic.purpose ?? topic.topic,
          purposeCategory: ['Contracted Service'],
          consentType: 'EXPLICIT',
          piiCategory: ['Contact'],
          primaryPurpose: true,
          termination: 'when the resident leaves',
          thirdPartyDisclosure: false,
        },
      ],
    })),
    sensitive: false,
    spiCat: [],
  };
  return `${JSON.stringify(receipt)}\n`;
}
