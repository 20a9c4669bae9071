import type { AnyExercise, ExerciseId } from '../../exercises/index.ts'
import type { RunRecord } from '../../runner/record.ts'
import type { Programs } from './programs.ts'
import { describe, expect, it } from 'vitest'
import { judge, unstarted } from '../../exercises/exercise.ts'
import { exercises } from '../../exercises/index.ts'
import { runInNode } from '../../runner/node.ts'
import { programs } from './programs.ts'

/** The checks that a program fails, of those that look at these cases: a run costs a tenth of a second. */
async function failedBy(exercise: AnyExercise, code: string, { under = Object.keys(exercise.cases) } = {}): Promise<string[]> {
  const cases = Object.entries(exercise.cases).filter(([id]) => under.includes(id))
  const runs = Object.fromEntries(await Promise.all(cases.map(async ([id, env]): Promise<[string, RunRecord]> => [id, await runInNode(code, { env })])))
  expect(unstarted(runs)?.failure ?? unstarted(runs)?.end).toBeUndefined()
  const checks = Object.fromEntries(Object.entries(exercise.checks).filter(([, check]) => under.includes(check.under)))
  return judge({ ...exercise, checks }, runs).filter(({ finding }) => finding).map(({ id }) => id)
}

/** The cases that a check needs: those of all clients, where it compares them. */
function casesOf({ cases, checks }: AnyExercise, check: string): string[] {
  const { under } = checks[check]!
  return Object.keys(cases).filter(id => id === under || cases[id]!.FAULT === cases[under]!.FAULT)
}

const ids = Object.keys(exercises) as ExerciseId[]

describe.each(ids)('%s', (id) => {
  const exercise = exercises[id]
  const { startFails, right, wrong }: Programs = programs[id]
  const [imports] = /^import .*$/m.exec(exercise.solution)!
  const complete = (code: string) => `${imports}\n${code}`

  it('the start fails for the reasons it says', async () => {
    expect((await failedBy(exercise, exercise.start)).sort()).toEqual([...startFails].sort())
  })

  it('the solution passes', async () => {
    expect(await failedBy(exercise, exercise.solution)).toEqual([])
  })

  it.each(Object.entries(right))('so does another one: %s', async (_, code) => {
    expect(await failedBy(exercise, complete(code))).toEqual([])
  })

  it.each(wrong)('but not: $what', async ({ fails, code }) => {
    const under = [...new Set(fails.flatMap(check => casesOf(exercise, check)))]
    expect((await failedBy(exercise, complete(code), { under })).sort()).toEqual([...fails].sort())
  })

  it('each check is failed by some program', () => {
    const failed = new Set([startFails, ...wrong.map(({ fails }) => fails)].flat())
    expect(Object.keys(exercise.checks).filter(check => !failed.has(check))).toEqual([])
  })

  it('three other solutions, and three that are wrong', () => {
    expect(Object.keys(right).length).toBeGreaterThanOrEqual(3)
    expect(wrong.length).toBeGreaterThanOrEqual(3)
  })
})
