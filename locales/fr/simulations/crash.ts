import type { crash as scenario } from '../../../simulation/scenarios/crash'
import type { ScenarioWords } from './words'

const numbered = (what: string) => (number: number) => `${what} ${number}`

export const crash: ScenarioWords<typeof scenario> = {
  steps: [],
  presets: {
    'killed': 'Processus tué en cours de livraison',
    'calm': 'Sans panne',
    'too-short': 'Délai de visibilité trop court',
  },
  lanes: { local: 'Emittery', core: 'Core', sqs: 'SNS + SQS', metis: 'Metis' },
  labels: {
    'handles': numbered('traite'),
    'publish': numbered('publie'),
    'delivery': numbered('livre'),
    'again': numbered('livre encore'),
    'delete': numbered('supprime'),
    'lost': numbered('perdu'),
    'twice': numbered('deux fois'),
    'dead-letter': numbered('dead letter'),
    'process-down': 'tué',
    'process-up': 'relancé',
  },
  params: { events: 'Messages M', spacing: 'Écart', handling: 'Traitement H', visibility: 'Visibilité V', receptions: 'Essais' },
  inputs: { 'process-down': 'Tuer le processus', 'process-up': 'Relancer le processus' },
  assumptions: { horizon: 'La figure s’arrête après' },
  metrics: {
    published: 'Publiés',
    localDone: 'Emittery, traités',
    localLost: 'Emittery, perdus',
    queueDone: 'SQS, traités',
    queueReceived: 'SQS, livraisons',
    queueDuplicates: 'SQS, doublons',
    queueDead: 'SQS, dead letters',
  },
}
