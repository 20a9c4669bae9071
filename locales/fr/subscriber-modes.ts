import type { Ms } from '../../simulation/engine/trace.ts'
import type { HandlingAttempt, Overlap, Publication, Recording, Way } from '../../simulation/formulas/subscriber-runs.ts'
import { french } from './numbers.ts'

const ms = (value: Ms) => `${french(value)} ms`
const and = new Intl.ListFormat('fr', { type: 'conjunction' })

export const EVENT_NAMES = ['A', 'B']

/** What becomes of the promise of `publish`. */
function settles({ to, errors }: Publication): string {
  return `${errors.length > 0 ? 'rejette' : 'rend la main'} à ${ms(to)}`
}

function describe(name: string, { publications, attempts }: Recording, subscribers: string[]): string {
  const event = (index: number) => publications.length > 1 ? ` ${EVENT_NAMES[index]}` : ''
  const attempt = (one: HandlingAttempt) =>
    `${subscribers[one.subscriber]}${event(one.event)} de ${french(one.from)} à ${ms(one.to)}${one.failed ? ', échec' : ''}`
  const because = ({ errors }: Publication) => errors.length > 0 ? ` (${and.format(errors)})` : ''
  const published = publications.map(one => `publish${event(one.event)} ${settles(one)}${because(one)}`).join(', ')
  return `${name} : ${published} ; ${attempts.map(attempt).join(' ; ')}.`
}

/** Words of both figures. */
export const runWords = {
  ms,
  settles,
  describe,
  publishers: { async: 'publish', sync: 'publish', serial: 'publish', emitSerial: 'emitSerial' } satisfies Record<Way, string>,
  idle: 'jamais appelé',
  legend: { server: 'traite', failure: 'échoue', waiting: 'attend' },
  resolves: 'rend la main',
  rejects: 'rejette',
  tabs: { settings: 'Réglages', measures: 'Mesures' },
  measured: 'Mesuré',
  predicted: 'Formule',
  difference: 'Écart',
}

/** Words of the figure of the modes. */
export const modesWords = {
  title: 'Les modes en direct',
  subscribers: ['Status', 'Tâche', 'Email'],
  ways: { async: 'Async', sync: 'Sync', serial: 'Serial', emitSerial: 'Emittery seul' } satisfies Record<Way, string>,
  shortWays: { async: 'Async', sync: 'Sync', serial: 'Serial', emitSerial: 'emitSerial' } satisfies Record<Way, string>,
  fails: 'échoue',
  failsOf: (name: string) => `${name} échoue`,
  events: 'Événements',
  eventChoices: ['un', 'deux à la fois'],
  settled: 'Fin de publish',
  handled: 'Tout est fini',
  retried: (wait: Ms) => `Échec : t = 2d + ${ms(wait)}, nouvel essai compris ; emitSerial s’arrête là.`,
  printed: (durations: Ms[], events: number) =>
    `d = ${durations.map(value => french(value)).join(', ')} ms ; ${events} événements publiés ensemble, sans échec.`,
  /** Closed forms, as they stand for these settings. */
  settledFormula: { async: '', sync: 'max d', serial: '', emitSerial: 'Σ d' } satisfies Record<Way, string>,
  handledFormula: (way: Way, fails: boolean, events: number): string => {
    const most = fails ? 'max t' : 'max d'
    return { async: most, sync: 'max d', serial: events > 1 ? `${events} × ${most}` : most, emitSerial: 'Σ d' }[way]
  },
}

/** Words of the figure of two events. */
export const overlapWords = {
  title: 'Deux événements en direct',
  subscriber: 'Salesforce',
  events: ['Écriture A', 'Écriture B'],
  ways: { emitSerial: 'Emittery : emitSerial', serial: 'Notre bus : mode serial' },
  duration: (name: string) => `Durée de ${name} (${name.toLowerCase()})`,
  gap: 'B publié après A (g)',
  fails: 'A échoue',
  rows: { firstEnd: 'A finit à', secondStart: 'B commence à', secondEnd: 'B finit à', together: 'Ensemble pendant' },
  together: 'deux à la fois',
  retried: (wait: Ms) => `r = ${ms(wait)} avant le nouvel essai`,
  overtaken: (by: Ms) => `B double A de ${ms(by)}`,
  concurrent: (time: Ms) => `Deux écritures à la fois pendant ${ms(time)}`,
  ordered: 'Une à la fois, dans l’ordre',
  lucky: 'Une à la fois, par chance',
  measures: 'Salesforce',
  printed: ({ first, second, gap }: { first: Ms, second: Ms, gap: Ms }) => `a = ${ms(first)}, b = ${ms(second)}, B publié g = ${ms(gap)} après A.`,
  /** a and b are the durations, g the time between the two publications, r the wait before a new attempt. */
  formula: (way: 'emitSerial' | 'serial', row: keyof Overlap, { fails, isTogether }: { fails: boolean, isTogether: boolean }): string => (way === 'emitSerial'
    ? { firstEnd: 'a', secondStart: 'g', secondEnd: 'g + b', together: isTogether ? 'min(a, g + b) − g' : '' }
    : { firstEnd: fails ? '2a + r' : 'a', secondStart: 'max(g, fin de A)', secondEnd: 'début + b', together: '' })[row],
}
