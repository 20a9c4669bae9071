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
    minutes: (minutes: string, short: string) => short === '0' ? `${minutes} min (+)` : `${minutes} min · court${NO_BREAK}: ${short}`,
  },
  shareModal: {
    title: 'Fenêtre de partage d’une photo',
    photo: 'La photo à partager : un paysage de montagne',
    to: 'Envoyer à',
    share: 'Partager',
    again: 'Partager encore',
    ready: 'Prêt à partager',
    waiting: 'Envoi de l’email…',
    done: (milliseconds: string) => `Email envoyé, après ${milliseconds}${NO_BREAK}ms`,
  },
  callChain: {
    latency: 'Latence de Users',
    emailLatency: 'Latence d’Email',
    down: 'Users est down',
    service: 'Service',
    duration: 'Latence',
    availability: 'Disponibilité',
    chain: 'La chaîne',
    verdict: (seconds: string) => `L’utilisateur attend ${seconds} s.`,
    verdictDown: 'Toute la chaîne échoue, alors que Photos et Email répondent.',
  },
  queueCurve: {
    alt: 'Temps moyen dans le système selon son occupation, par la formule et mesuré par simulation : 2 s à 50 %, 5 s à 80 %, 10 s à 90 %, 20 s à 95 %, pour un traitement d’une seconde.',
    formula: 'formule',
    measured: (customers: string) => `mesuré, ${customers} demandes simulées`,
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
  retrievalChooser: {
    legend: 'Votre écran…',
    needs: {
      reachesClosedApp: 'prévient l’utilisateur même application fermée',
      goesBothWays: 'envoie souvent, lui aussi (chat, édition à plusieurs)',
      isFresh: 'doit savoir en moins d’une seconde',
      hasHostileProxies: 'passe par des proxys qui coupent les flux',
    },
    means: { 'polling': 'Polling', 'long-polling': 'Long polling', 'sse': 'SSE', 'websocket': 'WebSocket', 'push': 'Push' },
    reasons: {
      'polling': 'Rien ne presse : le plus simple à écrire, à observer et à reprendre après une panne.'.replace(' :', `${NO_BREAK}:`),
      'long-polling': 'Frais, par des requêtes ordinaires que tout proxy laisse passer.',
      'sse': 'Frais, un seul sens, reconnexion et reprise données par le navigateur.',
      'websocket': 'Les deux sens sur une connexion, au prix de la reconnexion et de la reprise à écrire.',
      'push': 'Seul à joindre une application fermée. Gardez un GET de secours : la livraison n’est pas garantie.'.replace(' :', `${NO_BREAK}:`),
    },
    columns: ['Retard', 'Après une coupure', 'Requêtes', 'Connexion', 'À prévoir'],
    open: 'tenue',
    none: 'aucune',
    never: 'jamais',
    infrastructure: {
      'polling': 'une route de plus',
      'long-polling': 'des délais de proxy',
      'sse': 'un historique',
      'websocket': 'reprise, heartbeats',
      'push': 'file, envoi, tiers',
    },
    measured: 'Mesuré par la course : 200 clients, D exponentielle de 12 s en moyenne, I = 5 s, L = 200 ms ; coupure du réseau de 6 à 16 s. Moyennes par client.'.replaceAll(' :', `${NO_BREAK}:`).replaceAll(' ;', `${NO_BREAK};`),
  },
  costChart: {
    rateAlt: (clients: string) => `Requêtes par seconde selon le nombre de clients, de 1 à 1 000 000, sur deux échelles logarithmiques : une droite de formule, et les points mesurés par le moteur jusqu’à 10 000 clients, sur la droite. ${clients}`.replace(' :', `${NO_BREAK}:`),
    memoryAlt: (clients: string) => `Mémoire des connexions ouvertes selon le nombre de clients, sur deux échelles logarithmiques. ${clients}`,
    clients: 'Clients N',
    rate: 'Requêtes/s',
    memory: 'Mémoire',
    interval: 'Intervalle I',
    timeout: 'Délai τ',
    capacity: 'Capacité',
    budget: 'Mémoire allouée',
    measured: 'mesuré',
    polling: 'Polling',
    longPolling: 'Long polling',
    held: 'Long polling, SSE, WebSocket',
    limit: 'limite',
    rateLimit: (clients: string, capacity: string) => `Le polling sature ${capacity} dès ${clients} clients.`,
    memoryLimit: (clients: string, budget: string) => `${budget} suffisent à ${clients} connexions.`,
    params: ([interval, timeout, processing, latency]: string[]) => `I = ${interval}, τ = ${timeout}, D = ${processing}, L = ${latency}.`,
    model: (each: string) => `Modèle : N × ${each} par connexion inactive, mesurés sur Node 24 sans TLS (bench:connections).`.replace(' :', `${NO_BREAK}:`),
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
      overwork: () => 'Arrêté : assez de calcul ou de tableaux pour remplir la mémoire',
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
