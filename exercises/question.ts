import type { Input, ParamValue } from '../simulation/engine/scenario.ts'
import type { SimulationState } from '../simulation/engine/state.ts'
import type { PresetId, ScenarioId } from '../simulation/scenarios/index.ts'
import { stateOf, toQuery } from '../simulation/engine/state.ts'
import { scenarios } from '../simulation/scenarios/index.ts'

/** The snippets that a question may run. */
export type SnippetId
  = | 'send-email-sync' | 'send-email-async' | 'send-email-floating' | 'shipment-departed' | 'commands' | 'booking-saga'
    | 'document-uploaded' | 'outbox' | 'absent-subscriber' | 'retry' | 'idempotent-handler' | 'serial-by-key' | 'handler-test' | 'event-versions'

/** What proves an answer: a simulation in one state, or a snippet that runs under a fault or none. */
export type Proof
  = | { kind: 'simulation', scenario: ScenarioId, preset?: PresetId, params?: Record<string, ParamValue>, inputs?: Input[] }
    | { kind: 'run', snippet: SnippetId, env?: Record<string, string> }

interface Common { id: string, chapter: number, ask: string, reason: string }

/** One of several answers is right. */
export interface Choice extends Common { kind: 'choice', options: string[], right: number }
/** Each of several things belongs to one of the classes. */
export interface Sorting extends Common { kind: 'sorting', classes: string[], items: { what: string, right: number }[] }
export type Question = Choice | Sorting

/** The right answer: one number, or one for each thing to sort. */
export const rightAnswer = (question: Question): number[] => question.kind === 'choice' ? [question.right] : question.items.map(({ right }) => right)

export function isRight(question: Question, answer: readonly number[]): boolean {
  const right = rightAnswer(question)
  return answer.length === right.length && right.every((value, index) => value === answer[index])
}

/** The state of the simulation that proves an answer, at its end. */
export function stateOfProof({ scenario: id, preset: presetId, params = {}, inputs }: Proof & { kind: 'simulation' }): SimulationState {
  const scenario = scenarios[id]
  const state = stateOf(scenario, scenario.presets.find(preset => preset.id === presetId))
  return { ...state, params: { ...state.params, ...params }, inputs: inputs ?? state.inputs, t: Infinity }
}

/** The query of the address that opens it. */
export const queryOfProof = (proof: Proof & { kind: 'simulation' }): string => toQuery(scenarios[proof.scenario], stateOfProof(proof))
