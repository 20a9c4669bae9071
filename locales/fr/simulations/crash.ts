import type { crash as scenario } from '../../../simulation/scenarios/crash'
import type { ScenarioWords } from './words'

const numbered = (what: string) => (number: number) => `${what} ${number}`

export const crash: ScenarioWords<typeof scenario> = {
  first: { params: ['victim', 'outbox', 'instances'], metrics: ['localLost', 'localCut', 'queueLost', 'queueDuplicates'] },
  steps: [],
  presets: {
    'killed': 'Metis tué en cours de livraison',
    'core-killed': 'Core tué entre commit et publication',
    'outbox': 'Core tué, messages en base (outbox)',
    'two-cores': 'Core tué, deux instances',
    'calm': 'Sans panne',
    'too-short': 'Délai de visibilité trop court',
  },
  lanes: { 'local': 'Emittery', 'local-2': 'Emittery, 2', 'core': 'Core', 'core-2': 'Core, 2', 'sqs': 'SNS + SQS', 'metis': 'Metis' },
  labels: {
    'stores': numbered('stocke'),
    'handles': numbered('traite'),
    'publish': numbered('publie'),
    'delivery': numbered('livre'),
    'again': numbered('livre encore'),
    'delete': numbered('supprime'),
    'lost': numbered('perdu'),
    'twice': numbered('doublon'),
    'dead-letter': numbered('dead letter'),
    'process-down': 'tué',
    'process-up': 'redémarre',
  },
  params: {
    victim: 'Processus tué',
    outbox: 'Messages en base',
    instances: 'Instances de Core',
    events: 'Documents M',
    spacing: 'Écart',
    storing: 'Stocker, puis publier',
    handling: 'Traitement H',
    visibility: 'Visibilité V',
  },
  inputs: { 'process-down': 'Tuer le processus', 'process-up': 'Redémarrer le processus' },
  assumptions: {
    latency: 'Un aller, de machine à machine',
    receptions: 'maxReceiveCount, puis dead letter',
    nextUpload: 'Sans réponse de Core, nouveau dépôt après',
    horizon: 'La figure s’arrête après',
  },
  choices: { metis: 'Metis', core: 'Core' },
  metrics: {
    uploaded: 'Documents déposés',
    localDone: 'Emittery, traités',
    localLost: 'Emittery, perdus',
    localCut: 'Emittery, interrompus',
    published: 'SNS, publications',
    queueDone: 'SQS, traités',
    queueLost: 'SNS, perdus',
    queueReceived: 'SQS, livraisons',
    queueCut: 'SQS, interrompues',
    queueDuplicates: 'SQS, doublons',
    queueDead: 'SQS, dead letters',
  },
}
