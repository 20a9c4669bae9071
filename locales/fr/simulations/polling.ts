import type { polling as scenario } from '../../../simulation/scenarios/polling'
import type { MeansWords, ScenarioWords } from './words'

export const polling: ScenarioWords<typeof scenario> & MeansWords = {
  means: {
    name: 'Polling',
    reason: 'Rien ne presse : le plus simple à écrire, à observer et à reprendre après une panne.',
    infrastructure: 'une route',
  },
  first: { params: ['interval', 'processing', 'clients'], metrics: ['staleness', 'requests', 'empty', 'peak'] },
  steps: [
    'Le client effectue une requête.',
    'Le serveur répond qu’elle est prise en compte.',
    'Le serveur la traite.',
    'À chaque intervalle, le client vérifie la présence du résultat.',
    'Pas prêt : nouvel essai après l’intervalle.',
    'Prêt : le client arrête de demander et traite l’information.',
  ],
  presets: {
    'five-seconds': 'Toutes les 5 s',
    'one-second': 'Toutes les secondes',
    'thousand-clients': '1 000 clients ensemble',
    'spread-out': '1 000 clients, avec jitter',
    'retry-after': 'Retry-After et ETag',
    'retry-after-spread': '1 000 clients, Retry-After et jitter',
    'server-down': 'Serveur coupé 6 s',
  },
  lessons: { 'five-seconds': 'Prêt peu après 12 s, connu seulement à la demande suivante : l’intervalle fait le retard.' },
  labels: {
    'poll': 'GET',
    'not-ready': 'pas prêt',
    'not-modified': '304',
  },
  params: {
    interval: 'Intervalle I',
    pace: 'Rythme',
    spread: 'Jitter',
    honoursRetryAfter: 'Respecter Retry-After',
    usesEtag: 'ETag et 304',
  },
  choices: { 'after-response': 'après la réponse', 'fixed-rate': 'setInterval' },
  metrics: { empty: 'Réponses vides', rate: 'Requêtes/s', peak: 'Pic sur 1 s' },
}
