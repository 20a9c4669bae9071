/** Words that several scenarios share. Symbols are those of the formulas: D, I, L, N. */
export const common = {
  lanes: { 'client-1': 'Client', 'client-2': 'Client 2', 'client-3': 'Client 3', 'server': 'Serveur' },
  labels: {
    'post': 'POST',
    'accepted': '202',
    'processing': 'traitement',
    'result': '200 · résultat',
    'known': 'sait',
    'server-down': 'serveur coupé',
    'server-up': 'serveur revenu',
    'disconnect': 'réseau coupé',
    'reconnect': 'réseau revenu',
    'slow-worker': 'traitement ralenti',
    'normal-worker': 'vitesse normale',
  },
  params: {
    clients: 'Clients N',
    processing: 'Traitement D',
    distribution: 'Durée D',
    latency: 'Latence L',
    jitter: 'Gigue réseau',
  },
  /** What formulas name and no parameter does. */
  symbols: { m: 'm = moyenne de D', k: 'k = 1 à M' },
  choices: { fixed: 'fixe', exponential: 'exponentielle' },
  metrics: {
    known: 'Clients qui savent',
    staleness: 'Retard moyen',
    requests: 'Requêtes',
    bytes: 'Octets',
  },
  /** What the audience does to a run. */
  inputs: {
    'server-down': 'Couper le serveur',
    'server-up': 'Rétablir le serveur',
    'disconnect': 'Couper le réseau',
    'reconnect': 'Rétablir le réseau',
    'lose-next': 'Perdre un message',
    'slow-worker': 'Ralentir',
    'normal-worker': 'Rétablir la vitesse',
  },
  /** What a run rests on beside its parameters. */
  assumptions: {
    requestTimeout: 'Sans réponse, une requête est perdue après',
    postRetry: 'Nouvel essai du POST après',
    attempts: 'Essais d’un client, au plus',
    slowdown: 'Traitement ralenti, durée multipliée par',
    outageLimit: 'Une panne sans fin arrête la figure après',
    requestBytes: 'Requête, cookie compris',
    statusBytes: 'Réponse courte',
    resultBytes: 'Résultat',
  },
}

export type Common = typeof common
