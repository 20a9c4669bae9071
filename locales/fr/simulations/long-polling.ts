import type { longPolling as scenario } from '../../../simulation/scenarios/long-polling'
import type { MeansWords, ScenarioWords } from './words'

export const longPolling: ScenarioWords<typeof scenario> & MeansWords = {
  means: {
    name: 'Long polling',
    reason: 'Frais, par des requêtes ordinaires : elles passent là où un flux est coupé, sous le délai des passerelles.',
    infrastructure: 'délais de proxy',
  },
  first: { params: ['timeout', 'processing', 'clients'], metrics: ['staleness', 'requests', 'empty', 'connections'] },
  steps: [
    'Le client effectue une requête.',
    'Le serveur répond qu’elle est prise en compte.',
    'Le serveur la traite.',
    'Le client demande le résultat : le serveur retient la requête.',
    'Délai τ atteint, rien encore : le client redemande aussitôt.',
    'Prêt : le serveur répond à la requête retenue.',
  ],
  presets: {
    'ten-seconds': 'Délai de 10 s',
    'thirty-seconds': 'Délai de 30 s',
    'between-two': 'Prêt entre deux requêtes',
    'lost-answer': 'Réponse perdue',
    'server-down': 'Serveur coupé 3 s',
    'thousand-clients': '1 000 clients',
    'herd': '1 000 reprises ensemble',
    'spread-out': '1 000 reprises étalées',
  },
  lessons: { 'ten-seconds': 'Le serveur retient la requête : dès que c’est prêt, une latence suffit. Il tient une requête par client.' },
  labels: {
    'ask': 'GET',
    'held': 'requête retenue',
    'nothing-yet': '204 · rien encore',
  },
  params: { timeout: 'Délai τ', retrySpread: 'Étalement S' },
  assumptions: { grace: 'Le client attend τ, et encore', retryDelay: 'Requête en échec : redemande après' },
  metrics: {
    empty: 'Réponses vides',
    connections: 'Requêtes retenues',
    peakConnections: 'Retenues, au plus',
    peak: 'Pic de reprises',
    rate: 'Requêtes/s',
  },
}
