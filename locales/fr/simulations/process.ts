import type { userProcess } from '../../../simulation/scenarios/process'
import type { ScenarioWords } from './words'

export const process: ScenarioWords<typeof userProcess> = {
  first: { params: ['processing', 'delay', 'latency'], metrics: ['syncHand', 'asyncHand', 'syncResult', 'asyncResult'] },
  steps: [
    'L’utilisateur exécute une action, et attend.',
    'La requête part au serveur.',
    'Le serveur la traite ; ou la prend en compte, et la traitera.',
    'La réponse revient ; en asynchrone, l’utilisateur a déjà la main.',
    'L’utilisateur continue ; en asynchrone, le résultat est disponible.',
  ],
  presets: {
    'import': 'Un import de 8 s',
    'half-a-second': 'Une demi-seconde',
    'half-a-minute': 'Une demi-minute',
  },
  lessons: { import: 'La main revient dès la prise en compte ; le résultat, lui, arrive plus tard qu’en synchrone.' },
  lanes: { 'sync-user': 'Synchrone', 'sync-server': 'Serveur', 'async-user': 'Asynchrone', 'async-server': 'Serveur' },
  labels: {
    request: 'requête',
    waits: 'attend',
    hand: 'a la main',
    answer: 'réponse',
    accepted: '202',
    notes: '',
    available: 'résultat disponible',
  },
  params: { delay: 'Report A', noting: 'Accusé de réception E' },
  metrics: {
    syncHand: 'La main, synchrone',
    asyncHand: 'La main, asynchrone',
    syncResult: 'Résultat, synchrone',
    asyncResult: 'Résultat, asynchrone',
  },
}
