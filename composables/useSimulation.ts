import type { ComputedRef } from 'vue'
import type { AnyScenario, ParamValue } from '../simulation/engine/scenario'
import type { LinkProblem, SimulationState } from '../simulation/engine/state'
import type { Ms, Trace } from '../simulation/engine/trace'
import type { ScenarioId } from '../simulation/scenarios'
import type { SharedRun } from './shared-simulation'
import { useSlideContext } from '@slidev/client'
import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, effectScope, onScopeDispose, reactive, shallowRef, watch } from 'vue'
import { fromQuery, stateOf, toQuery, withInput } from '../simulation/engine/state'
import { momentsOf } from '../simulation/engine/trace'
import { scenarios } from '../simulation/scenarios'
import { sharedNow } from '../sync/other-windows'
import { shareState } from '../sync/shared-state'
import { latestOf } from './compute'
import { sharedRunSchema } from './shared-simulation'
import { useOnStage } from './useOnStage'
import { isLed } from './useSharedPlace'

const LAST_SEED = 999_999

type Params = SimulationState['params']

/** What a trace depends on. */
type Given = Pick<SimulationState, 'params' | 'seed' | 'inputs'>

/** A trace, and the parameters that it is of: those that are set may be newer. */
interface Computed { params: Params, trace: Trace }

/** One run, shared by all views of its slide. */
interface Run {
  scenario: AnyScenario
  state: SimulationState
  /** The preset that the state was opened with, null once somebody changed it; and the parts of a link that could not be used. */
  origin: { preset: string | null, problems: LinkProblem[] }
  computed: ComputedRef<Computed>
  /** The trace of what is set is not there yet. */
  isPending: ComputedRef<boolean>
  trace: ComputedRef<Trace>
  /** The counters at the end before the last change, and what it changed: one move of a slider is one change. Null where nothing was. */
  before: { metrics: Trace['metrics'] | null, change: string }
  moments: ComputedRef<Ms[]>
  /** Number of views on stage: the run plays while there is one. */
  viewsOnStage: number
  frame: number
  /** Since when it plays, by the clock of all windows, and from what time of its own. */
  start: { at: number, t: Ms }
  tellOthers: () => void
}

const runs = new Map<string, Run>()

/** So much work is done within a frame: requests, messages and heartbeats of a run, as its closed forms or the trace before tell. */
const MOST_ON_PAGE = 10_000
/** So many clients, where a closed form tells how much each of them asks for, and where none does. */
const MOST_CLIENTS_ON_PAGE = 1000
const MOST_UNTOLD_ON_PAGE = 100
const WORK = ['requests', 'messages', 'heartbeats']

function workOf(values: Record<string, number | null | undefined>): number {
  return Object.entries(values).reduce((sum, [name, value]) => WORK.includes(name.split('/').at(-1)!) ? sum + (value ?? 0) : sum, 0)
}

/**
 * The trace of what is set, computed at once where it is little work and else by the worker: the trace before stays until then.
 * What the trace does not depend on computes nothing.
 */
function computedTrace(scenario: AnyScenario, state: SimulationState, isOnPage: boolean): { computed: ComputedRef<Computed>, isPending: ComputedRef<boolean> } {
  const { params: initial } = stateOf(scenario)
  const asides = Object.fromEntries(Object.entries(initial).filter(([name]) => scenario.params[name]?.isAside))
  /** All that the trace depends on, as text: what is set to the value it has already, or is aside, computes nothing. */
  const given = computed(() => JSON.stringify({ params: { ...state.params, ...asides }, seed: state.seed, inputs: state.inputs } satisfies Given))
  const read = () => JSON.parse(given.value) as Given

  let last: Computed | undefined
  const answer = shallowRef<Computed & { given: string }>()
  const ask = latestOf('trace', (trace, [, params, seed, inputs]) => answer.value = { params, trace, given: JSON.stringify({ params, seed, inputs }) })
  const isLarge = computed(() => {
    if (isOnPage)
      return false
    const { params } = read()
    const predicted = scenario.predict(params)
    const predictedWork = workOf(Object.fromEntries(Object.entries(predicted).map(([name, prediction]) => [name, prediction?.value])))
    const lastWork = last && last.params.clients === params.clients ? workOf(last.trace.metrics) : 0
    return Number(params.clients ?? 1) > (predicted.requests ? MOST_CLIENTS_ON_PAGE : MOST_UNTOLD_ON_PAGE)
      || predictedWork > MOST_ON_PAGE
      || lastWork > MOST_ON_PAGE
  })
  const shown = computed(() => {
    const { params, seed, inputs } = read()
    const onPage = (params: Params): Computed => ({ params, trace: scenario.run(params, seed, inputs) })
    if (!isLarge.value)
      return last = onPage(params)
    // A link may open so many clients that there is no trace yet: one of them is shown first.
    return last = answer.value ?? last ?? onPage({ ...params, clients: 1 })
  })
  // The run outlives the component that is the first to show it.
  effectScope(true).run(() => watch(given, () => {
    const { params, seed, inputs } = read()
    if (isLarge.value)
      ask(scenario.id as ScenarioId, params, seed, inputs)
    else
      answer.value = undefined
  }, { immediate: true }))
  return { computed: shown, isPending: computed(() => isLarge.value && answer.value?.given !== given.value) }
}

function createRun(id: ScenarioId, query: string, isOnPage = false): Run {
  const scenario = scenarios[id]
  const linked = fromQuery(scenario, query)
  const state: SimulationState = reactive(linked?.state ?? stateOf(scenario))
  const { computed: shown, isPending } = computedTrace(scenario, state, isOnPage)
  const trace = computed(() => shown.value.trace)
  return {
    scenario,
    state,
    origin: reactive({ preset: linked ? null : scenario.presets[0].id, problems: linked?.problems ?? [] }),
    computed: shown,
    isPending,
    trace,
    before: reactive({ metrics: null, change: '' }),
    moments: computed(() => momentsOf(trace.value)),
    viewsOnStage: 0,
    frame: 0,
    start: { at: 0, t: 0 },
    tellOthers: () => {},
  }
}

/** The query of the address that the page was opened with, if it is that of this slide: a link is for one slide, and stays in the address of later ones. */
function linkOf(page: number): string {
  const [{ name } = { name: '' }] = performance.getEntriesByType('navigation')
  const { pathname, search } = new URL(name, location.href)
  return Number(/\/(\d+)\/?$/.exec(pathname)?.[1]) === page ? search : ''
}

function sharedRun(key: string, id: ScenarioId, page: number): Run {
  const run = createRun(id, linkOf(page))
  const { state, origin } = run
  const read = (): SharedRun => {
    const { at, t } = state.playing ? run.start : { at: sharedNow(), t: state.t === Infinity ? null : state.t }
    return { state: { ...state, t, params: { ...state.params }, inputs: state.inputs.map(input => ({ ...input })) }, at, preset: origin.preset }
  }
  const write = (received: SharedRun) => {
    Object.assign(state, received.state, { t: received.state.t ?? Infinity })
    origin.preset = received.preset
    run.before.metrics = null
    play(run, received.at)
  }
  // A state that a link opened is not replaced by that of other windows.
  run.tellOthers = shareState(key, sharedRunSchema(run.scenario), read, write, { isSet: origin.preset === null })
  return run
}

/** In print a simulation shows a preset at its end. */
function printedRun(id: ScenarioId, presetId?: string): Run {
  const run = createRun(id, '', true)
  const preset = run.scenario.presets.find(preset => preset.id === presetId)
  if (presetId !== undefined && !preset)
    throw new Error(`No example of ${id} is named ${presetId}; there are: ${run.scenario.presets.map(preset => preset.id).join(', ')}.`)
  Object.assign(run.state, stateOf(run.scenario, preset), { t: Infinity })
  return run
}

/**
 * Advances the time of a run while it plays, once for all its views. All windows go by one clock: one that was busy, or shows the slide
 * later, is where the others are.
 * @param since when the run had the time that it has
 */
function play(run: Run, since = sharedNow()): void {
  cancelAnimationFrame(run.frame)
  run.start = { at: since, t: run.state.t }
  const tick = () => {
    const { state, trace, start } = run
    if (!state.playing)
      return
    state.t = start.t + (sharedNow() - start.at) * state.speed
    if (state.t >= trace.value.duration)
      Object.assign(state, { t: Infinity, playing: false })
    run.frame = requestAnimationFrame(tick)
  }
  run.frame = requestAnimationFrame(tick)
}

/**
 * The simulation of a slide: its state, its trace, and the actions on it. The state outlives the slide, and is the same in all
 * its views and in the other windows of this browser, one that is opened later included. A link may give its initial value.
 * @param printedPreset the preset shown in print; the first one by default
 */
export function useSimulation(id: ScenarioId, printedPreset?: string) {
  const { isPrintMode, isInteractive, isInert, isOnStage } = useOnStage()
  const { $page } = useSlideContext()
  const motion = usePreferredReducedMotion()
  const isReduced = computed(() => motion.value === 'reduce')

  const key = `simulation ${$page.value}:${id}`
  if (!isPrintMode.value && !runs.has(key))
    runs.set(key, sharedRun(key, id, $page.value))
  const run = isPrintMode.value ? printedRun(id, printedPreset) : runs.get(key)!
  const { scenario, state, origin, computed: shown, isPending, trace, moments, before } = run

  watch(isOnStage, (isOn, wasOn) => {
    if (isOn || wasOn)
      countViews(isOn ? 1 : -1)
  }, { immediate: true })
  onScopeDispose(() => {
    if (isOnStage.value)
      countViews(-1)
  })

  /** A run pauses once its last view has left the stage: in all windows, where the one that a person moves has left it. */
  function countViews(change: 1 | -1) {
    run.viewsOnStage += change
    if (run.viewsOnStage === 0 && state.playing && !isLed())
      changeKeepingPreset({ playing: false, t: t.value })
  }

  /** Changes the state here and in the other windows. */
  function change(changes: Partial<SimulationState>, preset: string | null = null) {
    Object.assign(state, changes)
    origin.preset = preset
    origin.problems = []
    play(run)
    run.tellOthers()
  }
  /** Changes what the trace depends on, from the counters as they were. @param what moves of the same are one change until it is settled */
  function changeRun(changes: Partial<SimulationState>, what: string) {
    if (before.change !== what)
      Object.assign(before, { metrics: trace.value.metrics, change: what })
    change(changes)
  }
  const settle = () => before.change = ''
  const changeKeepingPreset = (changes: Partial<SimulationState>) => change(changes, origin.preset)

  /** Between 0 and the end. With reduced motion, a run that plays jumps from event to event. */
  const t = computed<Ms>(() => {
    const at = Math.min(state.t, trace.value.duration)
    return isReduced.value && state.playing ? moments.value.findLast(moment => moment <= at) ?? 0 : at
  })
  const isAtEnd = computed(() => t.value >= trace.value.duration)

  return {
    scenario,
    state,
    origin,
    /** The trace shown, and its parameters: of those that are set, unless it is pending. */
    trace,
    params: computed(() => shown.value.params),
    isPending,
    /** The counters before the last change. */
    before,
    /** A move of a slider is over: the next one is another change. */
    settle,
    t,
    isAtEnd,
    isInteractive,
    isInert,
    isPrintMode,
    isReduced,
    prediction: computed(() => scenario.predict(shown.value.params)),
    /** The query of a link that opens this very state. */
    query: computed(() => toQuery(scenario, state)),
    toggle: () => changeKeepingPreset(state.playing ? { playing: false, t: t.value } : { playing: true, t: isAtEnd.value ? 0 : t.value }),
    seek: (at: Ms) => changeKeepingPreset({ t: at >= trace.value.duration ? Infinity : at }),
    forward: () => changeKeepingPreset({ playing: false, t: moments.value.find(moment => moment > t.value) ?? Infinity }),
    back: () => changeKeepingPreset({ playing: false, t: moments.value.findLast(moment => moment < t.value) ?? 0 }),
    setSpeed: (speed: number) => changeKeepingPreset({ speed }),
    /** The preset stays selected when the parameter has no effect on the trace. */
    setParam(name: string, value: ParamValue) {
      const params = { ...state.params, [name]: value }
      if (scenario.params[name]?.isAside)
        changeKeepingPreset({ params })
      else
        changeRun({ params }, name)
    },
    newSeed() {
      settle()
      changeRun({ seed: state.seed % LAST_SEED + 1 }, 'seed')
    },
    addInput(kind: string) {
      settle()
      changeRun({ inputs: withInput(state.inputs, { at: Math.round(t.value), do: kind }) }, 'inputs')
    },
    removeInput(index: number) {
      settle()
      changeRun({ inputs: state.inputs.filter((_, other) => other !== index) }, 'inputs')
    },
    open(presetId: string) {
      const preset = scenario.presets.find(({ id }) => id === presetId)
      Object.assign(before, { metrics: null, change: '' })
      if (preset)
        change({ ...stateOf(scenario, preset), speed: state.speed }, presetId)
    },
    dismiss: () => origin.problems = [],
  }
}

export type Simulation = ReturnType<typeof useSimulation>
