import type { ParamSpec, ParamValue, Unit } from '../../../simulation/engine/scenario'
import type { LinkProblem } from '../../../simulation/engine/state'
import type { Ms, Tone, Trace, TraceEvent } from '../../../simulation/engine/trace'
import type { ScenarioId } from '../../../simulation/scenarios'
import type { Means } from '../../../simulation/scenarios/means'
import type { AnyWords, MeansWords } from './words'
import { french, frenchFixed, milliseconds, percent } from '../numbers'
import { common } from './common'
import { crash } from './crash'
import { longPolling } from './long-polling'
import { polling } from './polling'
import { process } from './process'
import { push } from './push'
import { race } from './race'
import { sse } from './sse'
import { webhook } from './webhook'
import { websocket } from './websocket'

/** Of every scenario its own words. */
export const scenarioWords: Record<ScenarioId, AnyWords> & Record<Means, MeansWords> = {
  'polling': polling,
  'long-polling': longPolling,
  sse,
  websocket,
  push,
  webhook,
  race,
  process,
  crash,
}

/** Of a means of retrieving a result: its name, why it is advised, what it asks for. */
export const meansWords = (id: Means): MeansWords['means'] => scenarioWords[id].means

function inBytes(value: number): string {
  if (value < 1000)
    return `${french(value)} o`
  if (value < 1e6)
    return `${french(value / 1000, 1)} ko`
  return value < 1e9 ? `${french(value / 1e6, 1)} Mo` : `${french(value / 1e9, 1)} Go`
}

/** A figure with its unit, as short as it can be read. */
export function inUnit(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return Math.abs(value) < 1000 ? milliseconds(value) : `${french(value / 1000, 2)} s`
    case 'share':
      return percent(value)
    case 'bytes':
      return inBytes(value)
    case 'per-second':
      return `${french(value, value < 10 ? 2 : 0)}/s`
    case 'count':
      return french(value, 2)
  }
}

/** `8,4 s`: a time on the axis. */
export function atTime(at: Ms, digits = 1): string {
  return `${frenchFixed(at / 1000, digits)} s`
}

/** The words of one scenario, its own before those all share. */
export function wordsFor(id: ScenarioId) {
  if (!Object.hasOwn(scenarioWords, id))
    throw new Error(`No scenario is named ${id}; there are: ${Object.keys(scenarioWords).join(', ')}.`)
  const words = scenarioWords[id]
  const look = <W>(table: 'lanes' | 'params' | 'metrics' | 'choices' | 'inputs' | 'assumptions' | 'labels', key: string): W =>
    ((words[table] as Record<string, W> | undefined)?.[key] ?? (common[table] as Record<string, unknown>)[key] ?? key) as W

  function label({ label, detail }: Pick<TraceEvent, 'label' | 'detail'>): string {
    const text = look<string | ((detail: number) => string)>('labels', label)
    return typeof text === 'string' ? text : text(detail ?? 0)
  }
  const symbols: Record<string, string> = common.symbols
  // The lanes of the race are means.
  const lane = (lane: string): string => id === 'race' ? meansWords(lane as Means).name : look('lanes', lane)

  return {
    first: words.first,
    steps: words.steps,
    label,
    lane,
    lesson: (preset: string): string | undefined => words.lessons?.[preset],
    preset: (preset: string): string => words.presets?.[preset] ?? preset,
    param: (name: string): string => look('params', name),
    choice: (option: string): string => look('choices', option),
    metric: (metric: string): string => look('metrics', metric),
    /** Of a symbol that no parameter's word explains. */
    symbol: (symbol: string): string | undefined => symbols[symbol],
    input: (kind: string): string => look('inputs', kind),
    /** What was done to a run, in its list and its figure. */
    given: (kind: string): string => words.labels?.[kind] || Object.hasOwn(common.labels, kind) ? label({ label: kind }) : look('inputs', kind),
    assumption: (name: string): string => look('assumptions', name),
    value(spec: ParamSpec, value: ParamValue): string {
      if (spec.kind === 'number')
        return inUnit(value as number, spec.unit)
      return spec.kind === 'choice' ? look('choices', value as string) : value ? 'oui' : 'non'
    },
    /** An event as a line of the log. */
    line(event: TraceEvent): string {
      if (event.kind === 'mark')
        return `${atTime(event.at, 2)} · ${lane(event.lane)} : ${label(event)}`
      if (event.kind === 'span')
        return `${atTime(event.start, 2)} · ${lane(event.lane)} : ${label(event)}, jusqu’à ${atTime(event.end, 2)}`
      const lost = event.lostAt !== undefined ? `perdu à ${atTime(event.lostAt, 2)}` : 'en route'
      const end = event.receivedAt !== null ? `reçu à ${atTime(event.receivedAt, 2)}` : lost
      return `${atTime(event.sentAt, 2)} · ${lane(event.from)} → ${lane(event.to)} : ${label(event)}, ${end}`
    },
  }
}

/** What the figure shows, for who cannot see it. */
function describe(name: string, trace: Trace): string {
  const messages = trace.events.filter(({ kind }) => kind === 'message').length
  const lost = trace.events.filter(event => event.kind === 'message' && event.receivedAt === null).length
  const losses = lost > 0 ? `, dont ${lost} perdus` : ''
  return `Figure de séquence, ${name} : ${messages} messages en ${atTime(trace.duration)}${losses}. Le journal les donne un à un.`
}

function explain({ key, given, expected }: LinkProblem): string {
  const what = `${key}=${given}`
  switch (expected.kind) {
    case 'unknown-key':
      return `${what} : paramètre inconnu`
    case 'once':
      return `${what} : ${key} est donné plusieurs fois, la première valeur compte`
    case 'step':
      return `${what} : arrondi à ${french(expected.taken, 2)}`
    case 'scenario':
      return given ? `${what} : ce lien est d’une autre simulation que ${expected.id}, rien n’en est repris` : `sim=${expected.id} manque, rien n’est repris`
    case 'number':
      return `${what} : un nombre de ${french(expected.min, 2)} à ${french(expected.max, 2)} est attendu, la valeur de départ est gardée`
    case 'option':
      return `${what} : ${expected.options.join(' ou ')} attendu, la valeur de départ est gardée`
    case 'inputs':
      return `${what} : au plus ${expected.most} pannes « instant en ms:panne » attendues, parmi ${expected.allowed.join(', ')}`
  }
}

/** The words of the player itself. */
interface Seen { chromium: string, node: string, on: string, clients: number, differs: boolean }

/** What an example was run with for real. @param seen its record @param clients of the example: only some of them may have been run */
function verified({ chromium, node, on, clients: run, differs }: Seen, clients: number): string {
  const date = on.split('-').reverse().join('/')
  return [
    `vérifié contre Chromium ${Number.parseInt(chromium)}, Node ${Number.parseInt(node)}, le ${date}`,
    ...clients > run ? [`avec ${run} clients`] : [],
    ...differs ? ['différence connue'] : [],
  ].join(', ')
}

export const playerWords = {
  example: 'Exemple',
  custom: 'réglé à la main',
  play: 'Lire',
  pause: 'Pause',
  toStart: 'Revenir au début',
  back: 'Événement précédent',
  forward: 'Événement suivant',
  time: 'Instant',
  timeOf: (t: Ms, duration: Ms) => `${atTime(t)} / ${atTime(duration)}`,
  speed: 'Vitesse',
  speedOf: (speed: number) => `${String(speed).replace('.', ',')}×`,
  verified,
  seed: (seed: number) => `Tirage n° ${seed}`,
  newSeed: 'Autre tirage au sort : le suivant',
  copyLink: 'Copier le lien',
  copied: 'Lien copié',
  copyFailed: 'Lien à copier :',
  tabs: { settings: 'Réglages', more: 'Plus', counters: 'Compteurs', faults: 'Pannes', log: 'Journal', assumptions: 'Modèle' },
  copyLog: 'Copier le journal',
  logCopied: 'Journal copié',
  where: (definitions: string) => `où ${definitions}`,
  crowd: (clients: number) => `${french(clients)} clients`,
  now: 'À l’instant',
  end: 'À la fin',
  /** Below the value of now. */
  atEnd: 'fin :',
  /** Beside the value of now: what it was before the last change. */
  before: (value: string) => `${value} → `,
  predicted: 'Formule',
  difference: 'Écart',
  counters: 'Compteurs',
  noFormula: 'pas de formule',
  none: '–',
  step: (step: number, text: string) => `${step} · ${text}`,
  atPlayhead: (t: Ms) => `À ${atTime(t)}`,
  remove: (what: string, at: Ms) => `Retirer : ${what}, ${atTime(at)}`,
  noFaults: 'Aucune panne : placez le curseur, puis choisissez.',
  problems: 'Lien inexact :',
  dismiss: 'Fermer',
  scan: 'Rejouer en ligne',
  legend: { client: 'client', server: 'serveur', message: 'message', waiting: 'attente', success: 'résultat', failure: 'panne' } satisfies Record<Tone, string>,
  describe,
  explain,
}
