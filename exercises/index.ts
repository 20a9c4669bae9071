import type { Exercise } from './exercise.ts'
import { awaiting } from './awaiting/checks.ts'
import awaitingSolution from './awaiting/solution.ts?raw'
import awaitingStart from './awaiting/start.ts?raw'
import { caught } from './caught/checks.ts'
import caughtSolution from './caught/solution.ts?raw'
import caughtStart from './caught/start.ts?raw'
import { idempotent } from './idempotent/checks.ts'
import idempotentSolution from './idempotent/solution.ts?raw'
import idempotentStart from './idempotent/start.ts?raw'
import { outbox } from './outbox/checks.ts'
import outboxSolution from './outbox/solution.ts?raw'
import outboxStart from './outbox/start.ts?raw'
import { polling } from './polling/checks.ts'
import pollingSolution from './polling/solution.ts?raw'
import pollingStart from './polling/start.ts?raw'
import { retry } from './retry/checks.ts'
import retrySolution from './retry/solution.ts?raw'
import retryStart from './retry/start.ts?raw'
import { serialQueue } from './serial-queue/checks.ts'
import serialQueueSolution from './serial-queue/solution.ts?raw'
import serialQueueStart from './serial-queue/start.ts?raw'
import { sse } from './sse/checks.ts'
import sseSolution from './sse/solution.ts?raw'
import sseStart from './sse/start.ts?raw'

/** An exercise with its programs, and the chapter that it belongs to. */
const all = {
  'awaiting': { chapter: 1, ...awaiting, start: awaitingStart, solution: awaitingSolution },
  'caught': { chapter: 1, ...caught, start: caughtStart, solution: caughtSolution },
  'polling': { chapter: 3, ...polling, start: pollingStart, solution: pollingSolution },
  'sse': { chapter: 3, ...sse, start: sseStart, solution: sseSolution },
  'idempotent': { chapter: 6, ...idempotent, start: idempotentStart, solution: idempotentSolution },
  'retry': { chapter: 6, ...retry, start: retryStart, solution: retrySolution },
  'outbox': { chapter: 6, ...outbox, start: outboxStart, solution: outboxSolution },
  'serial-queue': { chapter: 7, ...serialQueue, start: serialQueueStart, solution: serialQueueSolution },
}

export type ExerciseId = keyof typeof all
export type CaseId<Id extends ExerciseId> = keyof typeof all[Id]['cases'] & string
export type CheckId<Id extends ExerciseId> = keyof typeof all[Id]['checks'] & string

/** An exercise without the types of its own cases and checks, for what works with any: the page, tests. */
export type AnyExercise = Exercise & { chapter: number, start: string, solution: string }

/** Every exercise, in the order of the chapters. */
export const exercises = all as unknown as Record<ExerciseId, AnyExercise>
