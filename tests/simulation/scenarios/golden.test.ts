import type { Trace } from '../../../simulation/engine/trace.ts'
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { stateOf } from '../../../simulation/engine/state.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'

/** Longer than this, a counter's points stand as their number and their digest, as exact as they are. */
const MAX_POINTS = 100

const presets = Object.values(scenarios).flatMap(scenario =>
  scenario.presets.map(preset => ({ scenario, preset, file: `golden/${scenario.id}/${preset.id}.json` })))

function seriesOf({ series }: Trace) {
  return Object.entries(series).map(([name, { at, value }]) => {
    const points = at.map((time, index) => [time, value[index]])
    const text = JSON.stringify(points)
    return [name, points.length <= MAX_POINTS ? points : { points: points.length, sha256: createHash('sha256').update(text).digest('hex') }] as const
  })
}

/** One line an event and one a counter, so that a difference can be read. */
function written(trace: Trace, rest: object): string {
  const lines = (values: unknown[]) => values.map(value => `    ${JSON.stringify(value)}`).join(',\n')
  const entries = (values: (readonly [string, unknown])[]) => values.map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')
  return `{
  "state": ${JSON.stringify(rest)},
  "duration": ${trace.duration},
  "metrics": {
${entries(Object.entries(trace.metrics))}
  },
  "events": [
${lines(trace.events)}
  ],
  "series": {
${entries(seriesOf(trace))}
  }
}
`
}

describe('golden traces, written anew by `npx vitest run tests/simulation/scenarios/golden.test.ts -u`', () => {
  it.each(presets)('$file', async ({ scenario, preset, file }) => {
    const { params, seed, inputs } = stateOf(scenario, preset)
    await expect(written(scenario.run(params, seed, inputs), { params, seed, inputs })).toMatchFileSnapshot(file)
  })

  it('are of presets that exist', () => {
    const known = new Set(presets.map(({ file }) => file))
    expect(globSync('golden/**/*.json', { cwd: import.meta.dirname }).filter(file => !known.has(file.replaceAll('\\', '/')))).toEqual([])
  })
})
