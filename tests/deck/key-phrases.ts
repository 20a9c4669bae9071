/** A statement of a source, by words short enough to survive the writing of a slide. */
export interface Phrase {
  source: 'S1' | 'S2' | 'S3'
  /** Heading of the source under which it stands. */
  section: string
  /** One of these wordings must be on a slide of this page, */
  page: string
  /** or, where a word is so common that any slide may hold it, on the slide of this title, wherever that stands. */
  slide?: string
  anyOf: string[]
}

type Wording = string | string[] | Pick<Phrase, 'slide' | 'anyOf'>

/** A wording that counts on one slide only, by its title. */
const on = (slide: string, ...anyOf: string[]) => ({ slide, anyOf })

function placed(wording: Wording): Pick<Phrase, 'slide' | 'anyOf'> {
  if (typeof wording === 'string')
    return { anyOf: [wording] }
  return Array.isArray(wording) ? { anyOf: wording } : wording
}

function phrases(source: Phrase['source'], page: string, sections: Record<string, Wording[]>): Phrase[] {
  return Object.entries(sections).flatMap(([section, wordings]) => wordings.map(wording => ({ source, section, page, ...placed(wording) })))
}

/**
 * Every heading, bullet, table cell, diagram node, code line and presenter note of the three sources, in their order.
 * A word that stands alone is tied to its slide: else another slide that happens to have it would hide its loss.
 * Where a source is imprecise, the words of the corrected statement stand instead of its own.
 * Case, accents, quotation marks, hyphens and Markdown do not matter: see `normalise` in `checks.ts`.
 */
export const sourcePhrases: Phrase[] = [
  // Asynchronous calls, told with the photo sent by mail.
  ...phrases('S1', 'pages/01-appels.md', {
    'Appels asynchrones': [
      ['Appels synchrones et asynchrones', 'Appels asynchrones'],
      on('Appel asynchrone : qu’est-ce que ça veut dire ?', 'Qu’est-ce que ça veut dire', 'définition'),
      ['déclenche un traitement', 'déclencher un traitement'],
      ['n’attend pas le résultat', 'sans attendre le résultat', 'n’attend pas la fin', 'ne va pas attendre', 'sans attendre la fin'],
      ['suite de son traitement', 'suite du traitement', 'poursuit son traitement'],
    ],
    'Diagramme « Appel asynchrone »': [
      'participant S1',
      'participant S2',
      ['Début du traitement'],
      'Déclencher le traitement',
      ['Suite du traitement', 'Suite de son traitement'],
      // The asynchronous arrow.
      ['S1-)S2', 'S1--)S2'],
    ],
    'Pourquoi faire ça ?': [
      on('Appel asynchrone : qu’est-ce que ça veut dire ?', 'Pourquoi faire ça'),
      ['besoin d’être sûr', 'besoin de savoir'],
      ['se soit bien passé', 's’est bien passé'],
      'traitements longs',
    ],
    'Avantages': [on('Appel asynchrone : qu’est-ce que ça veut dire ?', 'Avantages'), ['Pas de temps d’attente', 'pas d’attente pour']],
    'Inconvénients': [
      on('Appel asynchrone : qu’est-ce que ça veut dire ?', 'Inconvénients'),
      ['on ne sait pas si', 'ne sait pas si'],
      ['s’est bien terminé', 's’est bien passé'],
      // True of fire-and-forget only: a status, a reply or an event can tell.
      ['fire-and-forget', 'fire and forget'],
    ],
    'Dans notre situation réelle': [
      'application mobile',
      ['partager une photo', 'photo partagée'],
      ['par email à un ami', 'à un ami'],
      on('Partager une photo', 'Figma'),
      on('Partager une photo', 'Pixabay'),
    ],
    '1ère version': [
      ['1ère version', '1re version', '1ʳᵉ version', 'première version'],
      on('Première version : tout en synchrone', 'en synchrone', 'synchrone'),
      'Service tiers Email',
      'actor AM as Application mobile',
      on('Première version : tout en synchrone', 'Photos'),
      on('Première version : tout en synchrone', 'Users'),
      'Confirme l’envoi',
      ['Envoyer l’email ?'],
      'Envoyer l’email',
      ['Email envoyé'],
      'Afficher « Email envoyé »',
    ],
    'Les questions qu’on peut se poser': [
      ['Les questions qu’on peut se poser', 'deux questions'],
      ['est-il utile d’attendre', 'est-ce qu’il est utile d’attendre', 'utile d’attendre'],
      ['confirmation d’envoi', 'confirmation de l’envoi'],
      ['Users est en panne'],
      on('Les questions qu’on peut se poser', 'surchargé'),
    ],
    'Amélioration': [
      on('Amélioration : Photos n’attend plus', 'Amélioration'),
      // Mermaid's `-->>` is a reply; the call that nobody waits for is `-)`.
      ['PS-)US', 'PS--)US'],
      // Nothing is sent yet when the screen is shown.
      ['Envoi en cours'],
      ['Qu’est-ce que ça change', 'Ce que ça change'],
      ['n’attend plus la confirmation', 'n’attend plus'],
    ],
    'Les défauts': [
      ['Les défauts', 'Le défaut'],
      ['Du point de vue de Photos', 'Du point de vue Photos', 'D’un point de vue Photos', 'point de vue de Photos'],
      ['vraiment été envoyé', 'vraiment parti', 'bien été envoyé'],
      // The correction: without a durable queue, a Users that is down loses the message.
      ['file durable', 'message est perdu', 'perd le message'],
      ['encore améliorer', 'on va améliorer', 'améliorer ça'],
    ],
  }),

  // The asynchronous process as the user lives it, and the ways of getting the result.
  ...phrases('S2', 'pages/02-processus.md', {
    'Processus asynchrone': [
      'Processus asynchrone',
      on('Trois différences, pour résumer', 'Trois différences'),
      on('En synthèse : trois gains, quatre prix', 'Avantages'),
      ['Quand passer à l’asynchrone'],
      on('Récupérer le résultat', 'Quels moyens de récupérer', 'Récupérer le résultat'),
      on('Considérations non techniques', 'Considérations non techniques'),
      on('En conclusion', 'En conclusion'),
    ],
    'Différences avec un processus synchrone': [
      ['dès que le serveur aura terminé', 'dès que le serveur a terminé'],
      ['utilise l’interface'],
      ['exécuter une action'],
      ['attendre le traitement', 'attend le traitement'],
      ['requête est envoyée au serveur', 'requête envoyée au serveur'],
      ['Le serveur la traite'],
      ['renvoie une réponse'],
      ['peut de nouveau continuer', 'de nouveau continuer'],
    ],
    'Processus asynchrone, étapes': [
      ['tenu compte de la requête', 'tenu compte'],
      ['moment opportun'],
      ['redonner la main', 'redonne la main', 'rendre la main', 'rend la main'],
      on('Cinq étapes, deux processus', 'Pareillement'),
      ['prend en compte'],
      ['requête va être traitée', 'va être traitée'],
      ['de nouveau la main'],
      ['résultat est disponible'],
    ],
    'Pour résumer les différences': [
      ['rend la main à l’utilisateur'],
      ['moment le plus opportun'],
      ['n’est pas renvoyée aussitôt'],
      ['dans un second temps'],
      ['temps indéfini'],
    ],
    'Avantages': [
      ['continuer d’utiliser le produit', 'continue d’utiliser le produit', 'continuer d’utiliser'],
      ['durée indéterminée'],
      ['import de fichiers'],
      ['fournisseur tiers', 'fournisseur tierce'],
      on('En synthèse : trois gains, quatre prix', 'paralléliser'),
      on('En synthèse : trois gains, quatre prix', 'en différé'),
      on('En synthèse : trois gains, quatre prix', 'ressources sont libres'),
      ['temps de réponse bas', 'temps de réponse'],
      ['temps d’attente limité'],
      ['côté serveur'],
      // Not "a superior global performance": a better perceived latency and a smoothed load.
      ['latence perçue', 'latence ressentie'],
      ['charge lissée', 'lisse la charge', 'lissage de la charge'],
      ['travail total'],
    ],
    'Désavantages': [
      on('En synthèse : trois gains, quatre prix', 'Inconvénients'),
      'Fraîcheur des données',
      ['données les plus à jour', 'plus à jour'],
      ['processus bloquant'],
      ['mécanisme de récupération'],
      ['expérience utilisateur'],
      ['complexité technique'],
      'gestion des erreurs',
      ['signaler un échec'],
      ['reprise du processus', 'permettre la reprise', 'la reprise'],
    ],
    'En synthèse': [
      on('En synthèse : trois gains, quatre prix', 'En synthèse', 'Synthèse'),
      'Non bloquant pour l’utilisateur',
      'Possibilité d’exécution différée',
      // Not "often efficient": the wait explodes near saturation.
      on('Près de la saturation, l’attente explose', 'saturation'),
      ['Récupération des données'],
      ['Complexité technique variable', 'variable selon les solutions', 'variable selon la solution'],
    ],
    'Quand utiliser un fonctionnement asynchrone': [
      ['plusieurs secondes'],
      ['10 secondes', 'dix secondes', '10 s'],
      // A matter of experience, not of protocol.
      on('Quand passer à l’asynchrone ?', 'fil de la pensée'),
      ['au bout de combien de temps'],
      ['systèmes tiers'],
      ['temps de réponse élevé'],
      ['eux-mêmes un fonctionnement asynchrone', 'eux-mêmes asynchrones'],
      on('Quand passer à l’asynchrone ?', 'compatible'),
      ['e-commerce'],
      ['préférable de s’en passer', 's’en passer'],
    ],
  }),
  ...phrases('S2', 'pages/03-recuperer.md', {
    'Polling': [
      on('Requêtes à intervalles réguliers, ou « polling » : quel retard ?', 'polling'),
      ['à intervalles réguliers'],
      ['intervalle de 5 secondes', '5 secondes'],
      ['effectue une requête', 'envoie une requête'],
      ['prise en compte'],
      ['toutes les 5 secondes', 'toutes les 5 s', 'toutes les cinq secondes'],
      ['présence du résultat', 'si le résultat'],
      ['nouvel essai', 'nouvelle tentative'],
      ['le client peut arrêter', 'arrête de redemander', 'peut arrêter de re-demander', 'arrête de demander'],
      ['mise à jour par une autre source', 'autre source'],
      ['quitter la page', 'quitte la page'],
      ['facile à implémenter'],
      // It costs N/I requests a second.
      on('Requêtes à intervalles réguliers, ou « polling » : quel retard ?', 'N/I'),
      ['Retry-After'],
      ['certain nombre de requêtes', 'beaucoup de requêtes'],
      ['garder son application ouverte', 'garder l’application ouverte', 'L’application doit rester ouverte'],
      ['2 points d’entrée', 'deux points d’entrée'],
    ],
    'Server-sent events': [
      ['connexion persistante unidirectionnelle'],
      ['Server-sent events'],
      on('Server-sent events (SSE) : que devient un flux coupé ?', 'SSE'),
      ['en flux', 'un flux'],
      ['au fil de l’eau'],
      ['ouvre ainsi une connexion', 'ouvre une connexion persistante', 'connexion persistante'],
      ['intervalles potentiellement indéfinis', 'intervalles indéfinis', 'à intervalles'],
      ['dernière information'],
      ['fin de la connexion', 'fin du flux'],
      ['qu’une connexion ouverte', 'une seule connexion'],
      ['plusieurs sources de données', 'plusieurs sources'],
      // The browser reconnects when the server closes: the end is told by an event, or by HTTP 204.
      on('Server-sent events (SSE) : que devient un flux coupé ?', 'EventSource'),
      ['Last-Event-ID'],
      on('Server-sent events (SSE) : que devient un flux coupé ?', '204'),
      ['nombre restreint de clients'],
      ['ressources mobilisées'],
      on('SSE : ce qu’on gagne, ce qu’il faut savoir', 'outils ou frameworks', 'frameworks'),
      on('SSE : ce qu’on gagne, ce qu’il faut savoir', 'infrastructure'),
      on('SSE : ce qu’on gagne, ce qu’il faut savoir', 'coûteuse à mettre en place', 'coûteuse'),
      ['seul à pouvoir envoyer', 'seul le serveur', 'serveur est le seul', 'le serveur seul envoie'],
    ],
    'WebSocket': [
      ['connexion persistante bidirectionnelle'],
      on('WebSocket : que faut-il écrire soi-même ?', 'WebSocket'),
      ['envoyer et de recevoir', 'envoyer et recevoir', 'envoie et reçoit'],
      on('WebSocket : que faut-il écrire soi-même ?', 'bidirectionnalité', 'bidirectionnel'),
      // As many connections as SSE; what is added is reconnection, resumption, backpressure, proxies.
      on('WebSocket : que faut-il écrire soi-même ?', 'reconnexion'),
      on('WebSocket : que faut-il écrire soi-même ?', 'backpressure', 'contre-pression'),
      ['bibliothèques logicielles', 'bibliothèque ou un prestataire'],
      'prestataire externe',
    ],
    'Notifications push': [
      'Notifications push',
      ['pousse les événements', 'pousse l’événement', 'Le serveur pousse'],
      ['les tire', 'le client le tire', 'le client tire', 'tire du serveur'],
      ['au centre de l’architecture'],
      ['très simplifié', 'schéma simplifié', 'schéma est simplifié', 'schéma précédent', 'Architecture complète'],
      'file de messages',
      ['bases de données', 'base de données'],
      on('Première version : tout en synchrone', 'pour rendre la main', 'rend la main', 'rendre la main'),
      ['met à jour l’état'],
      ['système de notification'],
      ['fin du traitement'],
      ['a été adressée', 'est traitée', 'a été traitée', 'avertit le client'],
      ['le client ne patiente jamais', 'ne patiente jamais'],
      // Not "one request": a subscription before and a GET after.
      on('Notifications push : et si l’application est fermée ?', 'abonnement'),
      on('Notifications push : et si l’application est fermée ?', 'permission'),
      ['parcours utilisateur'],
      ['comme bon lui semble'],
      ['mécanisme d’envoi'],
      ['temps normal', 'délai normal'],
      on('Notifications push : et si l’application est fermée ?', 'observabilité'),
      ['tout le SI'],
      ['adaptation de l’interface', 'adapter l’interface', 'interface adaptée', 'interface à adapter', 'adapter le parcours'],
      ['architectures modernes', 'architecture moderne'],
      ['brique applicative'],
      ['outil d’envoi'],
    ],
  }),

  // Communication by asynchronous events: the company's way.
  ...phrases('S3', 'slides.md', {
    Couverture: ['Communication par événements asynchrones', 'Mode d’emploi chez Ovrsea'],
  }),
  ...phrases('S3', 'pages/01-appels.md', {
    'Opération synchrone': [
      'Opération synchrone',
      ['Bloquant et impactant'],
      'const sendEmail = async ()',
      'await new Promise',
      'setTimeout(res, 2000)',
      'console.log(\'Email sent\')',
      'Create shipment mutation resolver',
      'console.log(\'Create shipment\')',
      'await sendEmail()',
      on('Opération synchrone, opération asynchrone', 'console.log(\'Done\')'),
    ],
    'Opération asynchrone': [
      'Opération asynchrone',
      'Non bloquant mais impactant',
      ['console.log(\'Create shipment\') sendEmail()'],
    ],
    'Notes : synchrone et asynchrone': [
      // `await` suspends one function; the event loop goes on.
      on('Opération synchrone, opération asynchrone', 'suspend'),
      ['boucle d’événements', 'event loop'],
      ['gagner du temps', 'fait gagner du temps'],
      ['en front', 'côté front'],
      ['pas core', 'pas cœur', 'ne sont pas core', 'hors du cœur'],
      ['peut throw', 'peut lever', 'peut échouer'],
      ['domaine Email déborde'],
      // Awaited, the caller catches it; not awaited, Node exits with code 1.
      on('Et si `sendEmail` échoue ?', 'try/catch'),
      ['code 1'],
    ],
    'Événement asynchrone': [
      ['Événement asynchrone'],
      'Code non bloquant et impact délégué',
      on('Événement asynchrone', 'emit(\'shipmentCreated\''),
      ['démerdez-vous avec', 'débrouillez-vous avec'],
    ],
  }),
  ...phrases('S3', 'pages/04-evenements.md', {
    'Events, Event Driven Development': [
      'Event Driven Development',
      ['découpler le métier', 'découple le métier'],
      ['architecture qui passe à l’échelle'],
      on('Architecture pilotée par les événements', 'core/tracking/updateTracking.ts'),
      on('Architecture pilotée par les événements', 'emit(\'shipmentDeparted\''),
      ['n’a que faire'],
      ['les tâches'],
      ['lancer des commandes'],
      ['découplage plus technique', 'découplage technique'],
      'EMAIL_SendBookingRequestAskedEmailCommand',
      on('Les événements permettent de lancer des commandes', 'sendBookingRequestEmail'),
      ['opérations manuelles'],
      on('Les événements permettent de lancer des commandes', 'on(\'resyncTracking\'', 'resyncTracking'),
      on('Les événements permettent de lancer des commandes', 'payload.shipmentId', 'shipmentId'),
      ['stocker les messages'],
      'Event Log',
      ['remonter le fil'],
      // `resyncTracking` is a command, and a command on a bus still couples.
      on('Les événements permettent de lancer des commandes', 'couplage'),
    ],
  }),
  ...phrases('S3', 'pages/05-sns-emittery.md', {
    SNS: [
      on('SNS', 'SNS'),
      ['Solution AWS'],
      ['architecture distribuée'],
      ['Rien à implémenter'],
      // … but a topic, rights, a dead-letter queue, idempotency and tests.
      on('« Rien à implémenter » ? Trois étages d’essais', 'dead-letter queue'),
      on('« Rien à implémenter » ? Trois étages d’essais', 'idempotence'),
      ['Intégration naturelle'],
      ['écosystème AWS'],
      on('SNS', 'Atlas'),
      'Document upload',
      ['Core Lambda'],
      ['Core Server'],
      'Store document',
      on('SNS', 'documentUploaded'),
      'Document Topic',
      ['Metis lambda'],
      'Metis subscriber',
      'Read document with AI',
    ],
    Emittery: [
      on('Emittery', 'Emittery'),
      ['Librairie JS Open-Source', 'Bibliothèque JS open source', 'open source'],
      ['Monolithe modulaire'],
      ['n’a plus de sens', 'n’a pas de sens'],
      ['Plus léger'],
      ['broker de messages', 'pas de broker'],
      ['rien de distribué'],
      on('Emittery', 'personnalisable'),
      on('Emittery', 'contrôlable'),
      // Faster because in memory: lost when the process stops.
      ['en mémoire'],
      ['Document context'],
      ['Task context'],
      ['Email context'],
      'Mark as done',
      ['Send email'],
      on('Emittery', 'TaskSubscriber', 'Task subscriber'),
      on('Emittery', 'EmailSubscriber', 'Email subscriber'),
    ],
  }),
  ...phrases('S3', 'pages/06-erreurs.md', {
    'Gestion des erreurs': [
      'Gestion des erreurs',
      ['messages sont sauvegardés', 'Tous les messages en base', 'messages sont enregistrés'],
      ['nouvel essai automatique'],
      on('Rejouer à la main, sans refaire', 'Rejouabilité'),
      ['à la main'],
      on('Rejouer à la main, sans refaire', 'Retool'),
    ],
  }),
  ...phrases('S3', 'pages/07-subscribers.md', {
    'Types de subscriber': [
      'Types d’abonnés (subscribers)',
      ['3 façons', 'trois façons'],
      ['Async immédiatement'],
      ['seulement quand l’abonné a fini'],
      on('Trois façons de s’abonner', 'Serial'),
      ['en série'],
      ['en parallèle'],
      // Within one emit only: two overlapping emits overtake each other.
      on('Trois façons de s’abonner', 'emitSerial'),
      on('Le piège de serial : deux événements qui se chevauchent', 'se doublent', 'se chevauchent', 'se dépassent', 'chevauchent'),
    ],
  }),
  ...phrases('S3', 'pages/08-code-dives.md', {
    'Code dives': [
      'Code dives',
      ['Core de notre implémentation', 'Core de notre implem'],
      on('L’ordre par clé, et le message qui bloque sa file', 'await subscribe(', 'exemple'),
      ['DB des messages'],
      ['Command runner'],
      on('Command runner et rejouabilité', 'rejouabilité'),
      on('Trois façons de s’abonner', 'orders/api/subscriber.ts'),
      on('Trois façons de s’abonner', 'atlasToSalesforce.ts'),
      on('Trois façons de s’abonner', 'problème de concurrence'),
      on('Trois façons de s’abonner', 'API SF'),
    ],
  }),
]
