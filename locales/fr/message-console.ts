import type { SqlResult, Storage } from '../../console/protocol'
import type { SubscriberName } from '../../console/roles'
import type { DeliveryState } from '../../snippets/bus/message'
import type { Alarm } from '../../snippets/bus/stats'
import { french, frenchFixed } from './numbers'

const plural = (count: number, one: string, many: string) => `${french(count)}\u00A0${count > 1 ? many : one}`

const alarms: Record<Alarm['measure'], string> = {
  failed: 'échecs',
  lateness: 'retard',
  absence: 'absence',
  waiting: 'file trop longue',
  unsubscribed: 'sans abonné',
}

/** Why a statement is not run. */
function refusal(what: string): string {
  const [kind, name = ''] = what.split(' ')
  switch (kind) {
    case 'transaction':
      return 'Refusé : le texte entier est déjà une transaction, faite en entier ou pas du tout ; begin, commit, rollback et savepoint n’y ont pas place.'
    case 'attach':
      return 'Refusé : cette base ne s’attache à aucune autre.'
    case 'pragma':
      return `Refusé : « pragma ${name} » changerait la connexion dont la console vit ; les pragmas qui lisent sont permis.`
    default:
      return `Refusé : la console a besoin de la table ${name} ; ses lignes peuvent être changées, pas elle.`
  }
}

/** What the database could not do, why, what is kept and what to do. @param said by SQLite, by the browser or by the bus */
function trouble(said: string): string {
  if (/SQLITE_(?:FULL|IOERR)|disk is full|disk I\/O|quota/i.test(said))
    return `La place manque pour écrire la base : la dernière action est perdue, le reste est gardé. Libérez de la place, puis rouvrez-la. (${said})`
  if (/SQLITE_(?:CORRUPT|NOTADB|NOMEM)|malformed|not a database|out of memory/i.test(said))
    return `La base est endommagée, ou la mémoire manque. Rouvrez-la : si elle est illisible, une base neuve la remplace. (${said})`
  if (/no such (?:table|column)|not valid JSON|Unexpected token|constraint/i.test(said))
    return `La base ne contient plus ce que la console y attend : « Tout effacer » en ouvre une neuve. (${said})`
  return `La base répond : ${said}`
}

/** Words of the message console. States and subscribers bear the names that the database has. */
export const consoleWords = {
  title: 'Console des messages',
  starting: 'Ouverture de la base…',
  event: 'Événement',
  count: 'Nombre',
  times: (count: number) => `× ${french(count)}`,
  publish: 'Publier',
  emails: (count: number) => count > 1 ? 'emails envoyés' : 'email envoyé',
  idempotent: 'email idempotent',
  tabs: { messages: 'Messages', sql: 'SQL' },
  states: {
    created: 'created',
    active: 'active',
    retry: 'retry',
    completed: 'completed',
    failed: 'failed',
    cancelled: 'cancelled',
  } satisfies Record<DeliveryState, string>,
  all: 'toutes',
  filter: 'Livraisons par état',
  search: 'Chercher',
  searchHint: 'S-42, facture…',
  message: 'Message',
  list: (total: number, messages: number) => {
    const all = plural(messages, 'message', 'messages')
    return total === messages ? all : `${french(total)} sur ${all}`
  },
  down: (subscriber: SubscriberName) => `${subscriber} en panne`,
  downShort: 'en panne',
  subscribers: {
    label: 'Abonnés',
    waiting: (count: number, seconds: number | null) =>
      count === 0 ? 'à jour' : seconds === null ? `${french(count)} en attente` : `${french(count)} en attente, depuis ${french(seconds)} s`,
    absent: (seconds: number) => `absent depuis ${french(seconds)} s`,
    paused: 'pause',
    pauseOf: (subscriber: SubscriberName) => `${subscriber} en pause`,
    away: 'absent',
    absenceOf: (subscriber: SubscriberName) => `processus de ${subscriber} absent`,
    alarm: (measures: Alarm['measure'][]) => `alarme : ${measures.map(measure => alarms[measure]).join(', ')}`,
    alarmHint: 'Seuils conseillés : un message en échec, une livraison due depuis plus de 5 min, un processus absent depuis plus de 1 min.',
  },
  none: 'n’écoute pas',
  empty: 'Aucun message dans la base.',
  guide: [
    'Mettez email en panne, puis publiez : trois livraisons, une seule réessaie.',
    'Réparez, choisissez la livraison en échec, relancez-la.',
    'Rejouez-la : combien d’emails ? Et avec l’idempotence ?',
    'Rechargez la page, ou ouvrez-en une autre : la base est la même.',
  ],
  nothingFound: 'Aucun message ne répond à ce filtre.',
  cell: (subscriber: string, state: string, attempts: string) => `${subscriber} : ${state}, ${attempts}`,
  attempts: (attempts: number, most: number) => `essai ${attempts}\u00A0/\u00A0${most}`,
  attemptsShort: (attempts: number, most: number) => `${attempts}/${most}`,
  seconds: (seconds: number) => `${frenchFixed(seconds, 1)} s`,
  next: (seconds: string) => `nouvel essai dans ${seconds}`,
  choose: 'Choisissez une livraison pour voir ses essais, son erreur et ses données.',
  delivery: 'Livraison choisie',
  lastError: 'dernière erreur :',
  emailsOf: (count: number) => `${plural(count, 'email', 'emails')} pour ce message`,
  duplicate: 'doublon',
  retry: 'Relancer',
  retryHint: 'Essayer maintenant une livraison en échec, en attente ou annulée (retry)',
  replay: 'Rejouer',
  replayHint: 'replay : livrer de nouveau, même si c’était réussi',
  cancel: 'Annuler',
  cancelHint: 'cancel : renoncer à une livraison qui attend',
  redrive: (count: number) => count > 1 ? `Renvoyer les ${french(count)} échecs` : count === 1 ? 'Renvoyer l’échec' : 'Aucun échec',
  reset: 'Tout effacer',
  resetSure: 'Effacer pour de bon ?',
  storage: {
    file: 'Base SQLite gardée dans ce navigateur',
    memory: 'Base en mémoire : perdue à la fermeture',
  },
  storageReasons: {
    'no-locks': () => 'Ce navigateur n’a pas de verrous (Web Locks) : chaque fenêtre a sa propre base, en mémoire, perdue à la fermeture.',
    'no-files': detail => `Le fichier de la base ne s’ouvre pas (${detail}). La base est en mémoire : perdue à la fermeture.`,
    'damaged': detail => `Le fichier de la base était endommagé (${detail}) : ses messages sont perdus, une base neuve le remplace.`,
    'lost': () => 'La fenêtre qui tenait la base, en mémoire, a été fermée ou rechargée : les messages sont perdus, une base neuve la remplace.',
  } satisfies Record<NonNullable<Storage['reason']>, (detail: string) => string>,
  sql: {
    view: 'Requête de',
    views: {
      messages: 'la liste',
      delivery: 'la livraison choisie',
      counts: 'les états',
      dead: 'les échecs',
      emails: 'les emails',
      redrive: '« Renvoyer les échecs »',
    },
    code: 'Code SQL',
    run: 'Exécuter',
    stop: 'Arrêter',
    hint: 'Ctrl + Entrée',
    running: 'Exécution…',
    rows: ({ columns, columnCount, rows, isCut, ms }: SqlResult) => [
      isCut ? `les ${french(rows.length)} premières lignes` : plural(rows.length, 'ligne', 'lignes'),
      ...columnCount > columns.length ? [`${french(columnCount)} colonnes, ${french(columns.length)} montrées`] : [],
      `${french(ms, 1)} ms`,
    ].join(', '),
    changes: (count: number) => `${plural(count, 'ligne écrite', 'lignes écrites')}`,
    result: 'Résultat',
    restarted: 'Arrêtée : la base est comme avant l’exécution.',
    timeout: 'Arrêtée après 3 s : rien n’a été écrit.',
    forbidden: (what: string) => `${refusal(what)} Rien n’a été fait.`,
    empty: 'Aucune ligne.',
    isNull: 'null',
  },
  trouble,
  restart: 'Rouvrir la base',
  printed: {
    alt: [
      'Déroulé d’un message. Tracking et salesforce réussissent au premier essai. Email échoue quatre fois, réussit une fois réparé,',
      'un rejeu envoie un second email, et un autre n’envoie rien : l’idempotence est en marche.',
    ].join(' '),
    title: 'Un shipmentDeparted, joué par le vrai bus en temps virtuel',
    at: (seconds: number) => `${french(seconds)} s`,
    columns: ['À', 'Ce que l’on fait', 'Livraison email', 'Essais', 'Dernière erreur', 'Emails envoyés'],
    steps: {
      publish: 'publier, serveur d’emails en panne',
      retry: 'réparer, puis relancer',
      replay: 'rejouer : un doublon',
      once: 'idempotent, rejouer : rien de plus',
    },
    marks: { publish: 'publié', retry: 'relancé', replay: 'rejoué', once: 'idempotent' },
    emails: (count: number) => plural(count, 'email', 'emails'),
  },
} satisfies Record<string, unknown>
