import type { ElapsedMs, Fact, RunRecord } from '../runner/record.ts'

/** What a check found amiss: when, what, and how many where so many were expected. Its words stand in `locales/`. */
export interface Finding {
  at?: ElapsedMs
  what?: string
  found?: number
  expected?: number
}

/** A property of the run under one case. It reads facts and times, never what the program prints. */
export interface Check<Case extends string = string> {
  /** The case whose run is looked at. */
  under: Case
  /** Undefined where the property holds. The runs of the other cases are there to compare. */
  find: (run: RunRecord, runs: Record<Case, RunRecord>) => Finding | undefined
}

/** What an exercise runs a program under, and what it looks at. */
export interface Exercise<Case extends string = string, CheckId extends string = string> {
  /** `process.env` of each run. The first case is the one without a fault. */
  cases: Record<Case, Record<string, string>>
  checks: Record<CheckId, Check<NoInfer<Case>>>
}

/** Names its cases and checks by their types: each has its words. */
export const defineExercise = <Case extends string, CheckId extends string>(exercise: Exercise<Case, CheckId>) => exercise

export type FactData = Fact['data']

/** The facts of a name, of which these parts are so. */
export function factsOf({ facts }: RunRecord, name: string, parts: FactData = {}): Fact[] {
  return facts.filter(fact => fact.name === name && Object.entries(parts).every(([key, value]) => fact.data[key] === value))
}

/** The first fact that is not after `first` in the order of the record: by it, what came too early is named. */
export function comesAfter(run: RunRecord, later: Fact, earlier: Fact): boolean {
  return run.facts.indexOf(later) > run.facts.indexOf(earlier)
}

/** That there are so many facts of a name, and how many there are. */
export function countOf(run: RunRecord, name: string, expected: number, parts: FactData = {}): Finding | undefined {
  const facts = factsOf(run, name, parts)
  return facts.length === expected ? undefined : { found: facts.length, expected, at: facts[expected]?.at }
}

/** That the program came to its end: Node would exit with code 0. */
export function endsWell({ end, failure }: RunRecord): Finding | undefined {
  return end?.reason === 'done' && !end.exitCode ? undefined : { at: end?.at ?? 0, what: failure?.error.message }
}

/** The first of these. */
export const firstOf = (...findings: (Finding | undefined)[]): Finding | undefined => findings.find(finding => finding !== undefined)

export interface Verdict<CheckId extends string = string> { id: CheckId, finding: Finding | undefined }

/** What each check says of the runs. */
export function judge<Case extends string, CheckId extends string>({ checks }: Exercise<Case, CheckId>, runs: Record<Case, RunRecord>): Verdict<CheckId>[] {
  return Object.entries<Check<Case>>(checks).map(([id, { under, find }]) => ({ id: id as CheckId, finding: find(runs[under], runs) }))
}

/** The first run whose program did not start: nothing can be said of it. */
export function unstarted<Case extends string>(runs: Record<Case, RunRecord>): RunRecord | undefined {
  return Object.values<RunRecord>(runs).find(({ end, failure }) =>
    failure?.kind === 'syntax' || failure?.kind === 'import' || end?.reason === 'crash' || end?.reason === 'unreachable')
}
