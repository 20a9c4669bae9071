import type { RaceMeans } from '../../../simulation/scenarios/means'
import type { RaceMetric, race as scenario } from '../../../simulation/scenarios/race'
import type { ScenarioWords } from './words'

/** Its counters have the rows of its own widget. */
export const race: ScenarioWords<typeof scenario, 'bet' | 'betOn' | RaceMeans | RaceMetric> = {
  first: { params: ['interval', 'processing', 'clients'], metrics: [] },
  steps: [],
  presets: {
    'calm': '60 clients, sans panne',
    'tunnel': 'Réseau coupé 10 s',
    'server-down': 'Serveur coupé 6 s',
    'impatient': 'Polling chaque seconde',
    'one-client': 'Un seul client',
  },
  labels: { 'all-known': 'tous les clients savent' },
  params: { interval: 'Intervalle I (polling)', timeout: 'Délai τ (long polling)' },
}

/** Words of the race's own widget. */
export const raceWords = {
  knows: (known: string, clients: string) => `${known} / ${clients}`,
  axis: (end: string) => `de 0 à ${end}`,
  rows: {
    known: 'Clients qui savent',
    lastKnown: 'Tous savent à',
    staleness: 'Retard moyen',
    requests: 'Requêtes',
    connections: 'Connexions (max)',
    bytes: 'Octets',
  },
  lesson: [
    'Mêmes clients, mêmes travaux : en polling, chacun apprend à sa demande suivante ; par les quatre autres, dès que c’est prêt.',
    'En vert, le meilleur de chaque ligne.',
  ].join(' '),
  never: 'jamais',
  notYet: '…',
  bet: 'Pari : le retard moyen en',
  betAt: 'Retard parié',
  noBet: 'glissez le curseur pour parier',
  betOf: (delay: string) => `pari : ${delay}`,
  lost: (actual: string, gap: string, isShort: boolean) => `En fait ${actual} : pari ${gap} trop ${isShort ? 'court' : 'long'}`,
  won: (actual: string) => `En fait ${actual} : pari gagné`,
  unknown: 'Personne n’a su : pari perdu',
  dots: (name: string, known: string, clients: string) => `${name} : ${known} clients sur ${clients} savent`,
}
