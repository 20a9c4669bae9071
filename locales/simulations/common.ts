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
  choices: { fixed: 'fixe', exponential: 'exponentielle' },
  metrics: {
    known: 'Clients qui savent',
    staleness: 'Retard moyen',
    requests: 'Requêtes',
    bytes: 'Octets',
  },
  /** What the audience does to a run; `short` on the time axis. */
  inputs: {
    'server-down': 'Couper le serveur',
    'server-up': 'Rétablir le serveur',
    'disconnect': 'Couper le réseau',
    'reconnect': 'Rétablir le réseau',
    'lose-next': 'Perdre le prochain message',
    'slow-worker': 'Ralentir le traitement',
    'normal-worker': 'Rétablir la vitesse',
    'client-message': 'Envoyer un message',
    'close-app': 'Fermer l’application',
    'open-app': 'Ouvrir l’application',
  },
}
