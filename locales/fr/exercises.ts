import type { Finding } from '../../exercises/exercise'
import type { CaseId, CheckId, ExerciseId } from '../../exercises/index'
import { milliseconds } from './numbers'

interface CheckWords {
  /** The property, as a sentence that holds. */
  name: string
  /** Why it does not. */
  why: (finding: Finding) => string
}

/** The words of one exercise: one for each of its cases and checks. */
interface ExerciseWords<Id extends ExerciseId> {
  title: string
  task: string
  cases: Record<CaseId<Id>, string>
  checks: Record<CheckId<Id>, CheckWords>
  /** Shown one at a time. */
  hints: string[]
  learnt: string
}

/** The same for any exercise. */
export type AnyExerciseWords = Omit<ExerciseWords<ExerciseId>, 'cases' | 'checks'> & { cases: Record<string, string>, checks: Record<string, CheckWords> }

const calm = 'aucune panne'
const at = (ms?: number) => ms === undefined ? 'jamais' : `à +${milliseconds(ms)}`

const words: { [Id in ExerciseId]: ExerciseWords<Id> } = {
  'awaiting': {
    title: 'await, ou pas',
    task: [
      'Répondez dès que le transport est réservé. L’email part, mais la réponse ne l’attend pas,',
      'et son échec ne tue pas le processus. Sans transport, ni réponse ni email.',
    ].join(' '),
    cases: { 'calm': calm, 'mail-down': 'serveur d’emails en panne', 'no-carrier': 'aucun transport libre' },
    checks: {
      'booked-first': {
        name: 'La réponse vient une fois, après la réservation',
        why: ({ at: answered, found }) => found !== undefined
          ? `L’utilisateur a lu ${found} réponses.`
          : `La réponse est donnée ${at(answered)}, sans que le transport soit réservé.`,
      },
      'fast-answer': {
        name: 'La réponse n’attend pas l’email',
        why: ({ at: answered }) => `La réponse vient ${at(answered)}, après l’email : l’utilisateur a attendu deux secondes pour rien.`,
      },
      'mailed-once': { name: 'L’email part, une fois', why: ({ found }) => `Emails partis : ${found}.` },
      'mail-may-fail': {
        name: 'Un email qui échoue ne tue rien',
        why: ({ what, found }) => found !== undefined
          ? `L’utilisateur a lu ${found} réponse au lieu d’une.`
          : `Personne ne rattrape « ${what ?? 'cette erreur'} » : Node s’arrête, code 1.`,
      },
      'no-lie': {
        name: 'Sans transport, ni réponse ni email',
        why: ({ at: told }) => `Le transport est refusé, et pourtant l’utilisateur apprend le contraire ${at(told)}.`,
      },
    },
    hints: [
      'De quoi la réponse a-t-elle besoin pour être vraie ? Cela seul s’attend.',
      'Une promesse que l’on n’attend pas a quand même besoin de quelqu’un pour son échec.',
      'sendEmail(…).catch(…) rattrape l’échec sans attendre le succès.',
    ],
    learnt: 'On attend ce dont la réponse dépend. Ce que l’on n’attend pas garde son catch.',
  },
  'caught': {
    title: 'Rattraper ce qui flotte',
    task: [
      'Envoyez les trois documents en même temps, puis dites à l’utilisateur, une fois, lesquels sont stockés et lesquels ont échoué.',
      'Un document refusé n’arrête pas les autres.',
    ].join(' '),
    cases: { calm, refused: 'label.pdf est refusé' },
    checks: {
      'all-told': {
        name: 'Le compte rendu vient après le dernier document',
        why: ({ at: reported, found }) => `Le compte rendu est donné ${at(reported)}, quand ${found} documents sur 3 sont stockés.`,
      },
      'at-once': {
        name: 'Les trois partent en même temps',
        why: ({ found, expected }) => `Le dernier est stocké ${at(found)} ; ensemble, ils prennent ${milliseconds(expected!)}.`,
      },
      'others-stored': { name: 'Un refus n’arrête pas les autres', why: ({ found }) => `Documents stockés : ${found}, au lieu de 2.` },
      'failure-told': {
        name: 'L’utilisateur apprend lequel a échoué',
        why: ({ at: reported }) => reported === undefined
          ? 'Aucun compte rendu.'
          : `Le compte rendu donné ${at(reported)} ne dit pas : deux stockés, label.pdf en échec.`,
      },
      'nothing-floats': {
        name: 'Aucune promesse rejetée ne reste sans personne',
        why: ({ what }) => `« ${what ?? 'L’erreur'} » n’est rattrapé par personne : Node s’arrête, code 1.`,
      },
    },
    hints: [
      'forEach ignore les promesses que rend sa fonction : personne ne les attend.',
      'map rend une liste de promesses, que l’on peut attendre ensemble.',
      'Promise.all abandonne au premier échec ; Promise.allSettled attend tout le monde et rend chaque sort.',
    ],
    learnt: 'Des promesses lancées ensemble s’attendent ensemble, tout de suite, et chacune a son sort.',
  },
  'polling': {
    title: 'Un client de polling qui respecte Retry-After',
    task: [
      'Demandez l’état du traitement jusqu’à la réponse 200, puis montrez son résultat.',
      'Entre deux demandes, attendez les secondes que dit retryAfter ; une seconde au moins après une coupure.',
    ].join(' '),
    cases: { calm, busy: 'serveur surchargé (503)', slow: 'serveur lent', cut: 'réseau coupé' },
    checks: {
      'retry-after': {
        name: 'Chaque demande attend le délai que dit la réponse',
        why: ({ at: asked, found, expected }) => asked === undefined
          ? 'Une seule demande : le résultat n’y était pas.'
          : `La demande ${at(asked)} vient ${milliseconds(found!)} après la réponse, qui en demandait ${milliseconds(expected!)}.`,
      },
      'shown-once': { name: 'Le résultat est montré, une fois', why: ({ found }) => `Affichages : ${found}, au lieu d’un.` },
      'in-time': {
        name: 'Le client ne tarde pas non plus à redemander',
        why: ({ at: asked, found, expected }) =>
          `La demande ${at(asked)} vient ${milliseconds(found!)} après la réponse, pour ${milliseconds(expected!)} demandés.`,
      },
      'then-stops': {
        name: 'Après 200, plus aucune demande',
        why: ({ at: asked }) => `Le traitement est fini, et une demande part encore ${at(asked)}.`,
      },
      'one-at-a-time': {
        name: 'Une seule demande à la fois',
        why: ({ at: asked, found }) => asked === undefined
          ? `Résultat montré ${found ?? 0} fois.`
          : `La demande ${at(asked)} part avant la réponse à la précédente.`,
      },
      'busy-server': {
        name: 'Un serveur surchargé a le répit qu’il demande',
        why: ({ at: asked, found, expected }) => asked === undefined || expected === 1
          ? `Résultat montré ${found ?? 0} fois.`
          : `La demande ${at(asked)} vient après ${milliseconds(found!)}, au lieu de ${milliseconds(expected!)}.`,
      },
      'cut-network': {
        name: 'Une coupure ne l’arrête pas, et ne l’emballe pas',
        why: ({ at: asked, found, expected }) => asked === undefined || expected === 1
          ? `Résultat montré ${found ?? 0} fois après la coupure.`
          : `La demande ${at(asked)} vient ${milliseconds(found!)} après la précédente, perdue.`,
      },
    },
    hints: [
      'setInterval n’attend personne : deux demandes se croisent dès que le serveur est lent.',
      'Une boucle avec await : demander, regarder, attendre, recommencer.',
      'Le réseau coupé rejette getJob : rattrapez dans la boucle, et attendez quand même.',
    ],
    learnt: 'On attend la réponse, puis le délai qu’elle donne : le serveur règle ainsi sa charge.',
  },
  'sse': {
    title: 'Un client SSE qui reprend',
    task: [
      'Montrez les sept événements, chacun une fois, « done » compris. Si le flux casse, ou se ferme avant « done »,',
      'rouvrez-le après une seconde, là où il en était.',
    ].join(' '),
    cases: { calm, cut: 'connexion coupée', closed: 'flux fermé par le serveur', repeats: 'coupée, et le serveur se répète' },
    checks: {
      'shows-all': { name: 'Les sept événements sont montrés', why: ({ what }) => `Il manque : ${what}.` },
      'after-a-cut': { name: 'Rien ne manque après une coupure', why: ({ what }) => `Il manque : ${what}. Le serveur les avait gardés.` },
      'after-a-close': {
        name: 'Rien ne manque après une fermeture avant « done »',
        why: ({ what }) => `Il manque : ${what}. Un flux fermé n’est pas un traitement fini.`,
      },
      'waits-before': {
        name: 'Il attend une seconde avant de rouvrir',
        why: ({ at: opened }) => opened === undefined
          ? 'Le flux n’est jamais rouvert.'
          : `Il rouvre ${at(opened)}, moins d’une seconde après la fin du précédent.`,
      },
      'shows-once': {
        name: 'Un événement répété n’est montré qu’une fois',
        why: ({ what, found }) => found === undefined ? `L’événement ${what} est montré deux fois.` : `Il manque : ${what}.`,
      },
      'ends-on-done': {
        name: 'Après « done », il ne revient pas',
        why: ({ at: opened }) => `Le flux était fini, il s’ouvre encore ${at(opened)}.`,
      },
    },
    hints: [
      'Une coupure rejette la boucle for await ; une fermeture la termine sans erreur.',
      'Retenez l’identifiant du dernier événement reçu, et donnez-le à openStream : c’est Last-Event-ID.',
      'Seul l’événement « done » dit que c’est fini.',
    ],
    learnt: 'Reprendre tient à un identifiant retenu et à un serveur qui garde ; finir tient à un événement, pas à une fermeture.',
  },
  'idempotent': {
    title: 'Un abonné idempotent',
    task: [
      'Chaque message crédite un compte. La file livre au moins une fois : deux fois, en même temps, ou encore après un crash.',
      'Chaque paiement compte pourtant une fois : 100 pour A, qui a payé deux fois 50, et 20 pour B.',
    ].join(' '),
    cases: { calm, twice: 'livré deux fois', together: 'livré deux fois en même temps', crash: 'le processus meurt après son commit' },
    checks: {
      'each-payment': { name: 'Chaque paiement est crédité', why: ({ what, found, expected }) => `${what} a ${found}, au lieu de ${expected}.` },
      'delivered-twice': { name: 'Livré deux fois, crédité une fois', why: ({ what, found, expected }) => `${what} a ${found}, au lieu de ${expected}.` },
      'two-at-once': {
        name: 'En même temps aussi',
        why: ({ what, found, expected }) => `${what} a ${found}, au lieu de ${expected} : les deux livraisons se sont crues la première.`,
      },
      'after-a-crash': {
        name: 'Un crash ne perd rien et ne double rien',
        why: ({ what, found = 0, expected = 0 }) => found < expected
          ? `${what} a ${found}, au lieu de ${expected} : la marque était posée, l’effet ne l’était pas.`
          : `${what} a ${found}, au lieu de ${expected} : l’effet était fait, la marque n’était pas posée.`,
      },
    },
    hints: [
      'Deux paiements du même montant sont deux messages : seul leur id les distingue.',
      'insertKey rend false si la clé existe déjà, et attend une transaction qui l’a en main.',
      'Marque et effet dans la même transaction : les deux, ou aucun.',
    ],
    learnt: 'La clé et l’effet se valident ensemble. Avant ou après, il reste un instant où un crash se voit.',
  },
  'retry': {
    title: 'Des essais, dans un budget',
    task: [
      'Réservez chez le transporteur. Un 503 se réessaie : cinq essais au plus, aucun ne commence après 10 s.',
      'Attendez au moins 500 ms, puis le double à chaque fois, avec un peu de hasard. Un 422 ne se réessaie pas. Finissez par succeed ou giveUp.',
    ].join(' '),
    cases: {
      'flaky': 'deux échecs, puis un succès',
      'down': 'transporteur en panne',
      'down-too': 'transporteur en panne, autre client',
      'slow': 'lent, et en panne',
      'invalid': 'réservation refusée (422)',
    },
    checks: {
      'third-time': { name: 'Le troisième essai réussit', why: () => 'Le transporteur aurait répondu au troisième essai, et l’utilisateur n’en sait rien.' },
      'backoff': {
        name: 'Chaque attente double au moins',
        why: ({ at: asked, found, expected }) => asked === undefined
          ? 'Moins de trois essais.'
          : `Avant l’essai ${at(asked)} : ${milliseconds(found!)} d’attente, au lieu d’au moins ${milliseconds(expected!)}.`,
      },
      'jitter': {
        name: 'Deux clients ne reviennent pas ensemble',
        why: ({ at: asked }) => `Deux clients que la même panne a frappés reviennent tous deux ${at(asked)}.`,
      },
      'five-at-most': {
        name: 'Cinq essais au plus, puis l’utilisateur le sait',
        why: ({ found, expected }) => expected === 5 ? `Essais : ${found}.` : 'L’utilisateur n’apprend pas que c’est fini.',
      },
      'within-budget': {
        name: 'Aucun essai ne commence après 10 s',
        why: ({ at: asked }) => asked === undefined ? 'L’utilisateur n’apprend pas que c’est fini.' : `Un essai commence ${at(asked)}.`,
      },
      'not-for-good': {
        name: 'Un refus définitif n’est pas réessayé',
        why: ({ found }) => `Essais ou annonces : ${found}, au lieu d’un. Le même ordre aurait la même réponse.`,
      },
    },
    hints: [
      'Comptez les essais, et regardez l’heure avant d’attendre : une attente qui finirait après le budget ne se commence pas.',
      '500 * 2 ** n, multiplié par 1 plus un peu de random().',
      'CarrierError porte status : 422 ne changera pas d’avis.',
    ],
    learnt: 'Un nouvel essai a une limite de nombre, une limite de temps, un hasard, et un tri des erreurs.',
  },
  'serial-queue': {
    title: 'Une file par clé',
    task: [
      'Deux écritures à la fois sur un même compte mélangent leurs champs. Écrivez les changements d’un compte un par un, dans l’ordre ;',
      'les comptes, eux, n’attendent pas les uns les autres. Une écriture refusée n’arrête pas les suivantes.',
    ].join(' '),
    cases: { calm, refused: 'la deuxième écriture de A est refusée' },
    checks: {
      'one-by-account': {
        name: 'Une écriture à la fois par compte',
        why: ({ at: begun, what }) => `${what} commence ${at(begun)}, avant la fin de la précédente du même compte.`,
      },
      'in-order': { name: 'Dans l’ordre de chaque compte', why: ({ what }) => `${what} est écrit après un changement plus récent.` },
      'none-lost': {
        name: 'Tout est écrit',
        why: ({ found }) => found === undefined ? 'Le programme s’arrête avant la fin.' : `Écritures : ${found}, au lieu de 6.`,
      },
      'accounts-apart': {
        name: 'Un compte n’attend pas l’autre',
        why: ({ at: begun }) => `B1 arrive à +150 ms et ne commence que ${at(begun)} : il attendait A.`,
      },
      'after-a-refusal': {
        name: 'Un refus n’arrête pas la file',
        why: ({ what, found }) => found === undefined
          ? `« ${what ?? 'L’erreur'} » n’est rattrapé par personne : Node s’arrête, code 1.`
          : `Écritures : ${found}, au lieu de 5.`,
      },
    },
    hints: [
      'Une file est une promesse : la dernière écriture. La suivante s’y attache par then.',
      'Une Map donne à chaque compte la sienne.',
      'Une promesse rejetée rejette tout ce qui s’y attache : le catch vient avant que l’on retienne la promesse.',
    ],
    learnt: 'L’ordre se garde par clé : une file pour tous perd le parallélisme, aucune file perd l’ordre.',
  },
  'outbox': {
    title: 'Une outbox dans la transaction',
    task: [
      'Chaque commande stockée doit être publiée, même si le processus meurt juste après son commit, même si le broker est en panne.',
      'Une commande annulée ne l’est jamais. onOrder reçoit les commandes, everySecond rappelle un relais chaque seconde.',
    ].join(' '),
    cases: {
      'calm': calm,
      'crash': 'le processus meurt après son commit',
      'broker-down': 'broker en panne deux secondes et demie',
      'rolled-back': 'le commit de O-2 est refusé',
    },
    checks: {
      'stored-and-told': {
        name: 'Toute commande stockée est publiée',
        why: ({ what, found }) => found === undefined ? `${what} est stockée, jamais publiée.` : `Commandes stockées : ${found}, au lieu de 2.`,
      },
      'told-once': { name: 'Sans panne, une seule fois', why: ({ what, at: again }) => `${what} est publiée une deuxième fois ${at(again)}.` },
      'stored-first': { name: 'Jamais avant son commit', why: ({ what, at: early }) => `${what} est publiée ${at(early)}, avant d’être stockée.` },
      'rolled-back': {
        name: 'Une commande annulée n’est pas publiée',
        why: ({ found, expected }) => expected === 0 ? 'O-2 est annulée, et pourtant publiée.' : `O-1 est publiée ${found} fois.`,
      },
      'after-a-crash': {
        name: 'Un crash après le commit ne perd rien',
        why: ({ what }) => `${what ?? 'Une commande'} est stockée, et son message est mort avec le processus.`,
      },
      'broker-down': {
        name: 'Un broker en panne ne refuse pas de commande',
        why: ({ what, found }) => found === undefined ? `${what} n’est jamais publiée.` : 'Le client lit une erreur pour une commande que la base a prise.',
      },
    },
    hints: [
      'Entre un commit et un appel au broker, le processus peut mourir : les deux ne font pas une transaction.',
      'insertMessage écrit dans la même transaction que la commande : les deux, ou aucun.',
      'Le relais lit pending(), publie, puis retire. Dans cet ordre : deux fois vaut mieux que zéro.',
    ],
    learnt: 'Le message est une ligne de la transaction ; un relais le publie au moins une fois, et l’abonné est idempotent.',
  },
}

/** Of every exercise its own words. */
export const exerciseWords = words as unknown as Record<ExerciseId, AnyExerciseWords>

export const exercisesPage = {
  title: 'Exercices et questions',
  lead: 'Par chapitre, des questions et du code à écrire. Tout reste sur cet appareil, et ce qui est vérifié l’est en l’exécutant.',
  backToDeck: 'Revenir au support',
  backToList: 'Tous les exercices',
  next: 'Suivant',
  dark: 'Sombre',
  chapter: (number: number, title: string) => `${number} · ${title}`,
  state: { passed: 'réussi', begun: 'commencé', fresh: 'à faire' },
  questions: (count: number) => `${count} questions`,
  score: (right: number, count: number) => `${right} sur ${count}`,
  again: 'À revoir',
  allRight: 'Rien à revoir : tout est juste.',
  forget: 'Effacer mes réponses et mon code',
  passedCount: (passed: number, count: number) => `Exercices réussis : ${passed} sur ${count}`,
  rightCount: (right: number, count: number) => `Questions justes : ${right} sur ${count}`,
  under: 'Panne pour Exécuter',
  check: 'Vérifier',
  checking: 'Vérification…',
  hint: (next: number, count: number) => `Indice ${next} sur ${count}`,
  noHint: 'Plus d’indice',
  hintTitle: (number: number) => `Indice ${number}`,
  solution: 'La solution',
  hideSolution: 'Cacher la solution',
  takeSolution: 'La mettre à la place de mon code',
  verdicts: 'Ce qui est vérifié',
  holds: 'vérifié',
  fails: 'à reprendre',
  unknown: 'pas encore vérifié',
  underCase: (name: string) => `Sous : ${name}.`,
  stale: 'Le code a changé depuis la vérification.',
  unstarted: 'Le programme n’a pas pu être exécuté : rien n’est vérifié.',
  passed: 'Tout est vérifié.',
  learnt: 'À retenir',
}
