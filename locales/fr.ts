import { french } from './numbers'

const NO_BREAK = '\u00A0'

/** `2 003 ms`, its spaces unbreakable. */
function milliseconds(ms: number): string {
  return `${french(ms)}${NO_BREAK}ms`
}

/** What the audience reads in widgets and page furniture, in French; the slides' own text is in `pages/`. */
export const text = {
  deck: {
    title: 'Communication par événements asynchrones',
    chapter: (number: number) => `Chapitre ${number}`,
    skippable: '(+) hors parcours de 45 min',
  },
  unknownSlide: {
    title: 'Cette diapositive n’existe pas',
    explain: (path: string, total: number) => `L’adresse « ${path} » ne mène à aucune des ${total} diapositives.`.replaceAll('« ', `«${NO_BREAK}`).replaceAll(' »', `${NO_BREAK}»`),
    first: 'Revenir au début',
    last: 'Aller à la dernière',
  },
  handout: {
    lead: 'Édition à lire : chaque diapositive, suivie de ce que l’on en dit, des questions qu’elle soulève et de leurs réponses.'.replace(' :', `${NO_BREAK}:`),
    contents: 'Sommaire',
    slide: (number: number) => `Diapositive ${number}`,
    notes: 'notes',
  },
  diagram: {
    pending: (where: string) => `diagramme (${where})`,
    failed: (where: string, reason: string) => `Diagramme illisible, ${where}\n${reason}`,
  },
  plan: {
    minutes: (minutes: string, short: string) => `${minutes} min (${short} en parcours court)`,
  },
  shareModal: {
    title: 'Fenêtre de partage d’une photo',
    photo: 'La photo à partager : un paysage de montagne',
    to: 'Envoyer à',
    share: 'Partager',
    again: 'Partager encore',
    ready: 'Prêt à partager',
    waiting: 'Envoi de l’email…',
    done: (milliseconds: string) => `Email envoyé, après ${milliseconds} ms d’attente`,
  },
  callChain: {
    latency: 'Durée de Users',
    emailLatency: 'Durée d’Email',
    down: 'Users est down',
    service: 'Service',
    duration: 'Latence',
    availability: 'Disponibilité',
    chain: 'La chaîne',
    verdict: (seconds: string) => `L’utilisateur attend ${seconds} s.`,
    verdictDown: 'Toute la chaîne échoue, alors que Photos et Email répondent.',
  },
  queueCurve: {
    alt: 'Temps moyen dans le système selon son occupation : 2 s à 50 %, 5 s à 80 %, 10 s à 90 %, 20 s à 95 %, pour un traitement d’une seconde.',
    load: 'Occupation ρ',
    time: 'Temps moyen W (μ = 1/s)',
  },
  asyncChooser: {
    legend: 'Votre traitement…',
    signs: {
      longOrUnknown: 'prend une dizaine de secondes ou plus, ou une durée inconnue',
      slowThirdParty: 'appelle un tiers lent, ou au délai indéfini',
      asyncThirdParty: 's’intègre à un système déjà asynchrone',
      resultNeededNow: 'bloque l’utilisateur tant qu’il n’est pas fini',
    },
    advice: {
      'synchronous': {
        title: 'Restez en synchrone',
        reason: 'Aucun des trois indices : l’asynchrone coûterait sa récupération et ses erreurs sans rien rendre.',
      },
      'asynchronous': {
        title: 'Passez en asynchrone',
        reason: 'Au moins un indice, et l’utilisateur peut avancer : rendez-lui la main tout de suite.',
      },
      'asynchronous-with-visible-state': {
        title: 'Asynchrone, avec un état visible',
        reason: 'L’utilisateur attend le résultat : montrez l’avancement, et prévoyez l’échec et le retard.',
      },
    },
  },
  retrieval: {
    interval: 'Intervalle de polling I',
    name: 'Moyen',
    timeline: 'Depuis la requête',
    staleness: 'Retard',
    requests: 'Requêtes',
    keyWork: 'le serveur travaille',
    keyLate: 'prêt, mais le client ne le sait pas',
    keyKnown: 'le client le sait',
    means: {
      'polling': 'Polling',
      'long-polling': 'Long polling (τ = 10 s)',
      'sse': 'SSE',
      'websocket': 'WebSocket',
      'push': 'Push',
    },
  },
  costChart: {
    alt: 'Requêtes par seconde et connexions ouvertes selon le nombre de clients, de 1 à 1 000 000, sur deux échelles logarithmiques. À 1 000 clients et 5 secondes d’intervalle, le polling demande 200 requêtes par seconde ; SSE et WebSocket tiennent 1 000 connexions.',
    interval: 'Intervalle de polling I',
    clients: 'Clients N',
    cost: 'Requêtes/s ou connexions',
    polling: (interval: string) => `Polling, req/s (${interval} s)`,
    longPolling: 'Long polling, req/s (10 s)',
    connections: 'Connexions',
  },
  backoffChart: {
    alt: 'Attente avant chaque nouvel essai : le plafond double de 0,5 à 16 secondes ; la moyenne avec jitter complet en est la moitié.',
    wait: 'Attente n°',
    seconds: 'Durée',
    base: 'Première attente b',
    ceiling: 'plafond',
    mean: 'moyenne avec full jitter',
    total: 'Attente totale moyenne :',
  },
  runner: {
    code: 'Code à exécuter, modifiable',
    output: 'Sortie du programme',
    run: 'Exécuter',
    rerun: 'Réexécuter',
    stop: 'Arrêter',
    reset: 'Réinitialiser',
    faults: {
      MAIL_SERVER: 'Serveur d’emails en panne',
    },
    /** What one sees of the time axis, for who cannot see it. */
    axis: (program: string, floats: number, timers: number) => `Axe du temps : programme ${program}, promesses que personne n’attend : ${floats}, minuteries : ${timers}`,
    lanes: ['programme', 'sans await', 'minuteries'],
    programUntil: (ms: number) => `terminé à ${milliseconds(ms)}`,
    programGoesOn: 'non terminé',
    at: (ms: number) => `+${milliseconds(ms)}`,
    tick: (ms: number) => `${String(ms / 1000).replace('.', ',')}${NO_BREAK}s`,
    line: (line: number) => `(ligne${NO_BREAK}${line})`,
    place: (line: number, column: number) => `(ligne${NO_BREAK}${line}, colonne${NO_BREAK}${column})`,
    cause: 'cause : ',
    idle: 'Prêt',
    running: 'En cours…',
    ends: {
      done: (ms: number) => `Terminé en ${milliseconds(ms)}`,
      unsettled: () => 'Attend une promesse que rien ne tiendra : Node s’arrête, code 13',
      stopped: (ms: number) => `Arrêté à ${milliseconds(ms)}`,
      endless: () => 'Boucle sans fin : arrêtée après 2 s sans réponse',
      overwork: () => 'Arrêté : plus d’une seconde de calcul, de quoi remplir la mémoire',
      flood: () => 'Arrêté : plus de 1 000 lignes',
      memory: () => 'Arrêté : mémoire épuisée',
      limit: () => 'Coupé à 60 s : des minuteries tournent encore',
      crash: () => 'Le programme n’a pas pu démarrer',
    },
    failures: {
      thrown: 'Personne ne rattrape cette erreur : Node s’arrête, code 1',
      floating: 'Personne n’attend cette promesse : Node s’arrête, code 1',
      timer: 'Erreur dans une minuterie : Node s’arrête, code 1',
      callback: 'Erreur dans un rappel : Node s’arrête, code 1',
      syntax: 'Erreur de syntaxe : rien n’a été exécuté',
      import: 'Import impossible ici',
    },
    outOfReach: 'Pas de page, de stockage ni de réseau ici.',
  },
}
