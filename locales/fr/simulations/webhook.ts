import type { webhook as scenario } from '../../../simulation/scenarios/webhook'
import type { MeansWords, ScenarioWords } from './words'

export const webhook: ScenarioWords<typeof scenario> & MeansWords = {
  means: {
    name: 'Webhook',
    reason: 'De serveur à serveur : une requête signée, refaite jusqu’à l’accusé. Le receveur reconnaît les doublons.',
    infrastructure: 'signature, doublons',
  },
  first: { params: ['calls', 'processing', 'isIdempotent'], metrics: ['staleness', 'calls', 'duplicates', 'abandoned'] },
  steps: [
    'Le client, un service, envoie une requête, avec l’adresse où l’appeler.',
    'Le serveur répond qu’elle est prise en compte.',
    'Le serveur la traite.',
    'Prêt : le serveur appelle cette adresse, avec le résultat, signé.',
    'Le client répond 200 ; sinon, le serveur l’appelle encore, après un backoff.',
  ],
  presets: {
    'called': 'Un appel suffit',
    'receiver-down': 'Receveur en panne 6 s',
    'answer-lost': 'Accusé perdu : traité deux fois',
    'answer-lost-once': 'Accusé perdu, receveur idempotent',
    'given-up': 'Receveur en panne, trois appels',
  },
  lessons: { 'receiver-down': 'Sans accusé, le serveur rappelle, de moins en moins souvent : un appel peut arriver deux fois.' },
  lanes: { 'client-1': 'Service', 'client-2': 'Service 2', 'client-3': 'Service 3' },
  labels: {
    'call': 'POST · résultat',
    'taken-over': '200',
    'abandoned': 'abandon',
    'known-message': 'déjà traité',
    'handled-twice': 'traité deux fois',
    'receiver-down': 'receveur en panne',
    'receiver-up': 'receveur revenu',
  },
  params: { calls: 'Appels, au plus', isIdempotent: 'Receveur idempotent', backoffBase: 'Backoff b', backoffCap: 'Plafond', backoffJitter: 'Jitter' },
  inputs: { 'receiver-down': 'Arrêter le receveur', 'receiver-up': 'Rétablir le receveur' },
  metrics: { calls: 'Appels', duplicates: 'Traités deux fois', abandoned: 'Abandons' },
}
