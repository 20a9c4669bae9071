import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { recordedRun } from '../../composables/recorded-runs.ts'
import { playerWords } from '../../locales/fr/simulations/index.ts'
import { cases } from '../../reality/cases.ts'
import { knownDifferences } from '../../reality/known-differences.ts'

const recordOf = (id: string) => JSON.parse(readFileSync(new URL(`../../reality/recorded/${id}.json`, import.meta.url), 'utf8')) as Record<string, unknown>

it('is what the record of the example says', () => {
  const { chromium, node, on } = recordOf('sse/cut-with-history')
  expect(recordedRun('sse', 'cut-with-history')).toEqual({ chromium, node, on, clients: 1, differs: false })
})

it('is there for every example that was run, with what is known to differ', () => {
  const differing = cases().filter(({ id }) => {
    const [scenario = '', preset = ''] = id.split('/')
    const run = recordedRun(scenario, preset)
    expect(run, id).toBeDefined()
    return run!.differs
  })
  expect(differing.map(({ id }) => id).sort()).toEqual(knownDifferences.flatMap(({ cases }) => cases).sort())
})

it('is not there for an example that has no record', () => {
  expect(recordedRun('push', 'delivered')).toBeUndefined()
  expect(recordedRun('sse', 'no-such-example')).toBeUndefined()
})

it('is said with its date, with how many clients were run, and whether something differed', () => {
  const run = { chromium: '153.0.8010.0', node: '24.21.0', on: '2026-11-28', clients: 10, differs: true }
  expect(playerWords.verified(run, 1000)).toBe('vérifié contre Chromium 153, Node 24, le 28/11/2026, avec 10 clients, différence connue')
  expect(playerWords.verified({ ...run, differs: false }, 10)).toBe('vérifié contre Chromium 153, Node 24, le 28/11/2026')
})
