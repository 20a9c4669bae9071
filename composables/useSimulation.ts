import type { ComputedRef } from 'vue'
import type { AnyScenario, ParamValue } from '../simulation/engine/scenario'
import type { LinkProblem, SimulationState } from '../simulation/engine/state'
import type { Ms, Trace } from '../simulation/engine/trace'
import type { ScenarioId } from '../simulation/scenarios'
import type { SharedRun } from './shared-simulation'
import { useSlideContext } from '@slidev/client'
import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, onScopeDispose, reactive, watch } from 'vue'
import { fromQuery, stateOf, toQuery, withInput } from '../simulation/engine/state'
import { momentsOf } from '../simulation/engine/trace'
import { scenarios } from '../simulation/scenarios'
import { sharedNow } from '../sync/other-windows'
import { shareState } from '../sync/shared-state'
import { sharedRunSchema } from './shared-simulation'
import { useOnStage } from './useOnStage'
import { isLed } from './useSharedPlace'

const LAST_SEED = 999_999

/** One run, shared by all views of its slide. */
interface Run {
  scenario: AnyScenario
  state: SimulationState
  /** The preset that the state was opened with, null once somebody changed it; and the parts of a link that could not be used. */
  origin: { preset: string | null, problems: LinkProblem[] }
  trace: ComputedRef<Trace>
  moments: ComputedRef<Ms[]>
  /** Number of views on stage: the run plays while there is one. */
  viewsOnStage: number
  frame: number
  /** Since when it plays, by the clock of all windows, and from what time of its own. */
  start: { at: number, t: Ms }
  tellOthers: () => void
}

const runs = new Map<string, Run>()

function createRun(id: ScenarioId, query: string): Run {
  const scenario = scenarios[id]
  const linked = fromQuery(scenario, query)
  const state: SimulationState = reactive(linked?.state ?? stateOf(scenario))
  const initial = stateOf(scenario).params
  /** All that the trace depends on, as text: what is set to the value it has already, or is aside, computes nothing. */
  const given = computed(() => {
    const params = Object.fromEntries(Object.entries(state.params).filter(([name]) => !scenario.params[name]?.isAside))
    return JSON.stringify({ params, seed: state.seed, inputs: state.inputs })
  })
  const trace = computed(() => {
    const { params, seed, inputs } = JSON.parse(given.value) as Pick<SimulationState, 'params' | 'seed' | 'inputs'>
    return scenario.run({ ...initial, ...params }, seed, inputs)
  })
  return {
    scenario,
    state,
    origin: reactive({ preset: linked ? null : scenario.presets[0].id, problems: linked?.problems ?? [] }),
    trace,
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
    play(run, received.at)
  }
  // A state that a link opened is not replaced by that of other windows.
  run.tellOthers = shareState(key, sharedRunSchema(run.scenario), read, write, { isSet: origin.preset === null })
  return run
}

/** In print a simulation shows a preset at its end. */
function printedRun(id: ScenarioId, presetId?: string): Run {
  const run = createRun(id, '')
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
  const { scenario, state, origin, trace, moments } = run

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
    trace,
    t,
    isAtEnd,
    isInteractive,
    isInert,
    isPrintMode,
    isReduced,
    prediction: computed(() => scenario.predict({ ...state.params })),
    /** The query of a link that opens this very state. */
    query: computed(() => toQuery(scenario, state)),
    toggle: () => changeKeepingPreset(state.playing ? { playing: false, t: t.value } : { playing: true, t: isAtEnd.value ? 0 : t.value }),
    seek: (at: Ms) => changeKeepingPreset({ t: at >= trace.value.duration ? Infinity : at }),
    forward: () => changeKeepingPreset({ playing: false, t: moments.value.find(moment => moment > t.value) ?? Infinity }),
    back: () => changeKeepingPreset({ playing: false, t: moments.value.findLast(moment => moment < t.value) ?? 0 }),
    setSpeed: (speed: number) => changeKeepingPreset({ speed }),
    /** The preset stays selected when the parameter has no effect on the trace. */
    setParam: (name: string, value: ParamValue) =>
      change({ params: { ...state.params, [name]: value } }, scenario.params[name]?.isAside ? origin.preset : null),
    newSeed: () => change({ seed: state.seed % LAST_SEED + 1 }),
    addInput: (kind: string) => change({ inputs: withInput(state.inputs, { at: Math.round(t.value), do: kind }) }),
    removeInput: (index: number) => change({ inputs: state.inputs.filter((_, other) => other !== index) }),
    open(presetId: string) {
      const preset = scenario.presets.find(({ id }) => id === presetId)
      if (preset)
        change({ ...stateOf(scenario, preset), speed: state.speed }, presetId)
    },
    dismiss: () => origin.problems = [],
  }
}

export type Simulation = ReturnType<typeof useSimulation>
