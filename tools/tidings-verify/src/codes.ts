/** The checks, in their order. */
export const STEPS = [
  'manifest',
  'signature',
  'tree',
  'records',
  'notices',
  'history',
  'accounted',
  'consistency',
  'csv',
] as const;
export type Step = (typeof STEPS)[number];

export type Words = { en: string; fr: string };

export const STEP_WORDS: Record<Step, Words> = {
  manifest: { en: 'Files as in the manifest', fr: 'Fichiers conformes au manifeste' },
  signature: { en: 'Checkpoint signed with your key', fr: 'Point de contrôle signé avec votre clé' },
  tree: { en: 'Tree rebuilt from the entries', fr: 'Arbre reconstruit à partir des entrées' },
  records: {
    en: 'Opened records are what the log committed to',
    fr: 'Inscriptions ouvertes conformes au journal',
  },
  notices: {
    en: 'Words shown are here, and logged before use',
    fr: 'Mots affichés présents, au journal avant usage',
  },
  history: { en: 'Rules of consent kept', fr: 'Règles du consentement respectées' },
  accounted: { en: 'Each entry accounted for', fr: 'Chaque entrée justifiée' },
  consistency: { en: 'Continues the known checkpoints', fr: 'Prolonge les points de contrôle connus' },
  csv: { en: 'Table follows from the records', fr: 'Tableau conforme aux inscriptions' },
};

/** What makes the package fail. Codes are stable; words are for people. */
export const FAULTS = {
  'archive-broken': {
    en: 'not an evidence package, or damaged as an archive',
    fr: 'pas un paquet de preuves, ou archive endommagée',
  },
  'archive-name': {
    en: 'a file has a name that no package has',
    fr: 'un fichier porte un nom qu’aucun paquet n’a',
  },
  'archive-checksum': {
    en: 'the checksum in the archive does not fit the file',
    fr: 'la somme de contrôle ne correspond pas au fichier',
  },
  'file-missing': { en: 'the file is missing', fr: 'le fichier manque' },
  'file-unlisted': { en: 'the file is not in the manifest', fr: 'le fichier n’est pas dans le manifeste' },
  'file-changed': {
    en: 'the file is not the one in the manifest',
    fr: 'le fichier n’est pas celui du manifeste',
  },
  'file-malformed': { en: 'the file is not in its format', fr: 'le fichier n’est pas dans son format' },
  'file-oversized': {
    en: 'the file is larger than any such file',
    fr: 'le fichier est plus grand que permis',
  },
  'note-malformed': { en: 'not a signed checkpoint', fr: 'pas un point de contrôle signé' },
  'key-did-not-sign': { en: 'your key has not signed it', fr: 'votre clé ne l’a pas signé' },
  'signature-wrong': {
    en: 'a signature in the name of your key is not its signature',
    fr: 'une signature au nom de votre clé est fausse',
  },
  'origin-differs': { en: 'it is of another log than the key', fr: 'il est d’un autre journal que la clé' },
  'size-differs': {
    en: 'it says another size than the checkpoint',
    fr: 'la taille diffère du point de contrôle',
  },
  'receipt-malformed': { en: 'not a receipt, or not all of one', fr: 'pas un reçu, ou un reçu incomplet' },
  'proof-differs': {
    en: 'the proof does not lead from the entry to the signed root',
    fr: 'la preuve ne mène pas de l’entrée à la racine signée',
  },
  'bundle-malformed': { en: 'the entries cannot be read', fr: 'les entrées sont illisibles' },
  'leaf-malformed': {
    en: 'the entry is not in the form of this ledger',
    fr: 'l’entrée n’a pas la forme de ce registre',
  },
  'tile-differs': {
    en: 'the tile does not follow from the entries',
    fr: 'la tuile ne découle pas des entrées',
  },
  'root-differs': {
    en: 'the entries do not give the signed root',
    fr: 'les entrées ne donnent pas la racine signée',
  },
  'record-malformed': {
    en: 'the record is not in its format',
    fr: 'l’inscription n’est pas dans son format',
  },
  'record-order': {
    en: 'the records are not in the order of the log',
    fr: 'les inscriptions ne suivent pas l’ordre du journal',
  },
  'record-leaf': {
    en: 'the record shows another leaf than the log',
    fr: 'l’inscription montre une autre feuille que le journal',
  },
  'record-status': {
    en: 'the record has a status that its kind cannot have',
    fr: 'l’inscription a un statut impossible pour sa sorte',
  },
  'commitment-differs': {
    en: 'payload and salt are not those the log committed to',
    fr: 'contenu et sel ne sont pas ceux du journal',
  },
  'detail-differs': {
    en: 'the detail and its salt are not those the record committed to',
    fr: 'le détail et son sel ne sont pas ceux de l’inscription',
  },
  'detail-unexplained': {
    en: 'the detail is not here, and no later entry says that a rule deleted it',
    fr: 'le détail manque, et aucune entrée ultérieure ne dit qu’une règle l’a supprimé',
  },
  'notice-missing': {
    en: 'the words shown are not in the package',
    fr: 'les mots affichés ne sont pas dans le paquet',
  },
  'notice-differs': {
    en: 'the words are not those of their hash',
    fr: 'les mots ne sont pas ceux de leur empreinte',
  },
  'notice-not-logged': {
    en: 'the words were not in the log before their use',
    fr: 'les mots n’étaient pas au journal avant leur usage',
  },
  'confirmed-without-asked': { en: 'confirmed, but never asked for', fr: 'confirmé sans demande' },
  'confirmed-before-asked': {
    en: 'confirmed at a time before it was asked for',
    fr: 'confirmé avant la demande',
  },
  'confirmed-otherwise': {
    en: 'confirmed something else than was asked for',
    fr: 'confirmé autre chose que la demande',
  },
  'send-manifest-withheld': {
    en: 'the log says that the city kept the list of this dispatch’s deliveries, and the package is without it',
    fr: 'selon le journal, la ville a conservé la liste des livraisons de cet envoi, absente du paquet',
  },
  'send-manifest-foreign': {
    en: 'no dispatch opened here commits to this list of deliveries',
    fr: 'aucun envoi ouvert ici ne s’engage sur cette liste de livraisons',
  },
  'send-list-differs': {
    en: 'the list of deliveries is not the one of its name',
    fr: 'la liste des livraisons n’est pas celle de son nom',
  },
  'send-list-order': {
    en: 'the list of deliveries names a resident twice, or not in order',
    fr: 'la liste des livraisons nomme une personne deux fois, ou hors de l’ordre',
  },
  'send-counts-differ': {
    en: 'the list of deliveries has other numbers than the dispatch reported',
    fr: 'la liste des livraisons donne d’autres nombres que l’envoi',
  },
  'sent-without-consent': {
    en: 'sent, and the entry relied on is no consent of that resident to that topic',
    fr: 'envoyé, mais l’entrée invoquée n’est pas un consentement de cette personne à ce sujet',
  },
  'sent-after-withdrawal': { en: 'sent after the resident had withdrawn', fr: 'envoyé après un retrait' },
  'sent-after-term': {
    en: 'sent after the implied consent had expired',
    fr: 'envoyé après la fin du consentement tacite',
  },
  'record-missing': {
    en: 'the package says it has everything, and this entry has no record',
    fr: 'le paquet se dit complet, et cette entrée n’a pas d’inscription',
  },
  'erased-unexplained': {
    en: 'erased, and no later entry says so',
    fr: 'effacé, et aucune entrée ultérieure ne le dit',
  },
  'counts-differ': {
    en: 'there are not as many records as the package says',
    fr: 'le nombre d’inscriptions diffère de celui annoncé',
  },
  fork: {
    en: 'THE LOG WAS REWRITTEN: at the size of this known checkpoint it has another root',
    fr: 'LE JOURNAL A ÉTÉ RÉÉCRIT : à la taille de ce point de contrôle connu, sa racine est autre',
  },
  'cosignature-wrong': {
    en: 'a cosignature in the name of your witness is not its cosignature',
    fr: 'une cosignature au nom de votre témoin est fausse',
  },
  'csv-differs': {
    en: 'the table says something else than the record',
    fr: 'le tableau dit autre chose que l’inscription',
  },
  unreadable: { en: 'this could not be read', fr: 'illisible' },
} as const satisfies Record<string, Words>;
export type FaultCode = keyof typeof FAULTS;

/** What could not be checked, and does not make it fail. */
export const GAPS = {
  omitted: {
    en: 'records were left out for the scope: whether rightly cannot be seen from here',
    fr: 'inscriptions laissées hors du périmètre : on ne peut voir d’ici si c’est à raison',
  },
  erased: {
    en: 'records were erased; later entries say so',
    fr: 'inscriptions effacées; des entrées ultérieures le disent',
  },
  'asked-not-opened': {
    en: 'confirmations whose request is not opened here',
    fr: 'confirmations dont la demande n’est pas ouverte ici',
  },
  'send-not-opened': {
    en: 'deliveries that rely on entries not opened here',
    fr: 'livraisons fondées sur des entrées non ouvertes ici',
  },
  'send-manifest-missing': {
    en: 'dispatches whose list of deliveries is not at hand (--send-manifest)',
    fr: 'envois dont la liste des livraisons n’est pas jointe (--send-manifest)',
  },
  'send-manifest-unused': {
    en: 'lists of deliveries that you gave and no dispatch opened here commits to',
    fr: 'listes de livraisons fournies sur lesquelles aucun envoi ouvert ici ne s’engage',
  },
  'kind-unknown': {
    en: 'entries of a kind that this verifier does not know',
    fr: 'entrées d’une sorte inconnue de ce vérificateur',
  },
  'known-is-newer': {
    en: 'known checkpoints newer than the package: ask for a newer package',
    fr: 'points de contrôle plus récents que le paquet : demandez un paquet plus récent',
  },
  'witness-missing': {
    en: 'witnesses that you asked for and that cosigned no checkpoint here',
    fr: 'témoins demandés qui n’ont cosigné aucun point de contrôle ici',
  },
  'earlier-key-unknown': {
    en: 'earlier checkpoints signed with a key you did not give',
    fr: 'points de contrôle antérieurs signés d’une clé non fournie',
  },
} as const satisfies Record<string, Words>;
export type GapCode = keyof typeof GAPS;
