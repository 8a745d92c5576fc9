import type { RecordFacts } from './record-facts.ts';

/** Of a city that said everything. */
export function recordFacts(own: Partial<RecordFacts> = {}): RecordFacts {
  return {
    city: {
      sender: {
        organisation: { en: 'Example City', fr: 'Ville d’Exemple' },
        division: { en: 'Communications', fr: 'Communications' },
        postalAddress: { en: ['1 Main Street', 'Example'], fr: ['1, rue Principale', 'Exemple'] },
        email: 'news@example.ca',
        telephone: '416-555-0100',
        web: 'https://www.example.ca',
      },
      officer: {
        title: { en: 'Privacy officer', fr: 'Responsable de la vie privée' },
        postalAddress: { en: ['1 Main Street'], fr: ['1, rue Principale'] },
        email: 'privacy@example.ca',
        telephone: '416-555-0101',
      },
    },
    retention: {
      unconfirmed: { days: 30 },
      ended: { years: 3, days: 90 },
      address: { years: 3, days: 90 },
      client_address: { days: 366 },
      user_agent: { days: 366 },
    },
    jurisdiction: 'CA-ON',
    storageLocations: ['CA-ON'],
    recipients: [],
    policyUrl: 'https://www.example.ca/privacy',
    ...own,
  };
}
