import type { RealRun } from '../../reality/real-run.ts'
import type { ScenarioId } from '../../simulation/scenarios/index.ts'
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { cases } from '../../reality/cases.ts'
import { compare } from '../../reality/compare.ts'
import { FACTS } from '../../reality/facts.ts'
import { knownDifference, knownDifferences } from '../../reality/known-differences.ts'
import { stateOf } from '../../simulation/engine/state.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'

const folder = fileURLToPath(new URL('../../reality/recorded/', import.meta.url))
const all = cases()

describe('simulations are as what was seen in Chromium, which `npm run reality` records', () => {
  it.each(all)('$id', ({ id, state, simulated }) => {
    const recorded = JSON.parse(readFileSync(`${folder}${id}.json`, 'utf8')) as RealRun
    // A parameter that came later was then as the scenario opens.
    const { transport, ...now } = { transport: id.split('/')[0] as ScenarioId, ...state }
    const params = { ...stateOf(scenarios[transport]).params, ...recorded.state.params }
    expect({ ...recorded.state, params }, 'recorded with other parameters').toEqual(now)
    const known = knownDifference(id)
    expect(compare(simulated, recorded).differences.filter(difference => !known?.explains(difference))).toEqual([])
  })

  it.each(Object.entries(FACTS))('%s', (id, { seen }) => {
    const { facts } = JSON.parse(readFileSync(`${folder}../recorded-facts.json`, 'utf8')) as { facts: Record<string, unknown> }
    expect(facts[id]).toEqual(seen)
  })

  it('nothing is recorded of a case that is gone, and no difference known', () => {
    const ids = all.map(({ id }) => id)
    expect(globSync('**/*.json', { cwd: folder }).map(file => file.replaceAll('\\', '/').replace('.json', '')).sort()).toEqual(ids.toSorted())
    expect(knownDifferences.flatMap(({ cases }) => cases).filter(id => !ids.includes(id))).toEqual([])
  })
})
