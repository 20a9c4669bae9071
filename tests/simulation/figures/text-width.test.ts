import { openSync } from 'fontkit'
import { describe, expect, it } from 'vitest'
import { wordsFor } from '../../../locales/fr/simulations'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { textWidth } from '../../../simulation/figures/text-width.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'

const font = openSync('public/fonts/atkinson-hyperlegible-next-700-normal.woff2')
const drawnWidth = (text: string, fontSize: number) => font.layout(text).advanceWidth / font.unitsPerEm * fontSize

/** Every label of every preset, in French. */
const labels = new Set(Object.values(scenarios).flatMap(scenario => scenario.presets.flatMap((preset) => {
  const { label } = wordsFor(scenario.id as keyof typeof scenarios)
  return scenario.run(paramsOf(scenario, preset), preset.seed ?? 1, preset.inputs ?? []).events.map(label)
})))

describe('the width of a text', () => {
  it.each([...labels].filter(text => text !== ''))('of “%s” is that of the font, or hardly more', (text) => {
    const drawn = drawnWidth(text, 14)
    expect(textWidth(text, 14)).toBeGreaterThanOrEqual(drawn)
    expect(textWidth(text, 14)).toBeLessThanOrEqual(drawn * 1.06 + 0.5)
  })

  it('grows with the font size', () => {
    expect(textWidth('mot', 28)).toBeCloseTo(2 * textWidth('mot', 14), 10)
  })

  it('of a character that the table lacks is the widest', () => {
    expect(textWidth('漢', 100)).toBe(98)
  })
})
