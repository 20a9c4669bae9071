/**
 * Figures of simulations as they are drawn, with the French words and the deck's fonts: a label lies inside the figure and
 * on nothing else. The layout only estimates how wide a text is; here the browser measures.
 */
import type { ScenarioId } from '../../simulation/scenarios/index.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'
import { expect, openWidget, slidesWith, test } from './deck.ts'

interface Drawn { what: string, box: [left: number, top: number, right: number, bottom: number] }

/** Runs in the page: what the figure shows, in its own units. Of a text, the box is that of its ink. */
function measureFigure(svg: SVGElement | HTMLElement) {
  const figure = svg as SVGSVGElement
  const context = document.createElement('canvas').getContext('2d')!
  const { width, height } = figure.viewBox.baseVal

  function textBox(text: SVGTextElement): Drawn {
    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(text)
    const { x, width } = text.getBBox()
    context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`
    const ink = context.measureText(text.textContent)
    const y = Number(text.getAttribute('y'))
    return { what: text.textContent, box: [x, y - ink.actualBoundingBoxAscent, x + width, y + ink.actualBoundingBoxDescent] }
  }
  function shapeBox(shape: SVGGraphicsElement): Drawn {
    const { x, y, width, height } = shape.getBBox()
    return { what: `${shape.tagName} at ${Math.round(x)}, ${Math.round(y)}`, box: [x, y, x + width, y + height] }
  }
  function segmentsOf({ outerHTML }: SVGPathElement): Drawn['box'][] {
    return [...outerHTML.matchAll(/M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)/g)].map(([, ...ends]) => ends.map(Number) as Drawn['box'])
  }
  const all = <E extends SVGGraphicsElement>(selector: string) => [...figure.querySelectorAll<E>(selector)]

  return {
    width,
    height,
    labels: all<SVGTextElement>('text.label').map(textBox),
    names: all<SVGTextElement>('text.lane-name, text.tick').map(textBox),
    shapes: all('.past rect, .past .mark, .past .loss').map(shapeBox),
    lines: all<SVGPathElement>('.past path:not(.mark, .loss, .crowd)').flatMap(segmentsOf),
    hasFont: document.fonts.check('700 14px "Atkinson Hyperlegible Next"'),
  }
}

function overlaps([left, top, right, bottom]: Drawn['box'], [left2, top2, right2, bottom2]: Drawn['box']): boolean {
  return left < right2 && left2 < right && top < bottom2 && top2 < bottom
}

/** Whether a line passes through a box (Liang & Barsky). */
function crosses([x1, y1, x2, y2]: Drawn['box'], [left, top, right, bottom]: Drawn['box']): boolean {
  let [from, to] = [0, 1]
  for (const [slope, distance] of [[x1 - x2, x1 - left], [x2 - x1, right - x1], [y1 - y2, y1 - top], [y2 - y1, bottom - y1]] as const) {
    if (slope === 0 && distance < 0)
      return false
    if (slope < 0)
      from = Math.max(from, distance / slope)
    else if (slope > 0)
      to = Math.min(to, distance / slope)
  }
  return from < to
}

/** What is wrong with the labels of a figure. */
function faultsIn({ width, height, labels, names, shapes, lines }: ReturnType<typeof measureFigure>): string[] {
  return labels.flatMap(({ what, box }, index) => {
    const inside = box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height
    return [
      ...inside ? [] : [`“${what}” leaves the figure`],
      ...[...labels.slice(index + 1), ...names, ...shapes].filter(other => overlaps(box, other.box)).map(other => `“${what}” stands on ${other.what}`),
      ...lines.filter(line => crosses(line, box)).map(line => `“${what}” stands on the arrow from ${line.slice(0, 2)}`),
    ]
  })
}

const played = (Object.keys(scenarios) as ScenarioId[]).filter(id => slidesWith(`<SimulationPlayer scenario="${id}"`).length > 0)

test('every scenario with lanes is played on a slide', () => {
  expect(played).toEqual((Object.keys(scenarios) as ScenarioId[]).filter(id => id !== 'race'))
})

for (const id of played) {
  test(`labels of ${id} lie in the figure and on nothing else, in every preset`, async ({ page }) => {
    const player = await openWidget(page, `<SimulationPlayer scenario="${id}"`, '.simulation')
    const faults: string[] = []
    for (const preset of scenarios[id].presets) {
      await player.locator('.preset select').selectOption(preset.id)
      await player.getByRole('slider', { name: 'Instant' }).press('End')
      await expect(player.locator('svg.sequence .future')).toHaveCount(0)
      const measure = () => player.locator('svg.sequence').evaluate(measureFigure)
      await expect.poll(async () => (await measure()).hasFont).toBe(true)
      const figure = await measure()
      expect(figure.labels.length, preset.id).toBeGreaterThan(2)
      faults.push(...faultsIn(figure).map(fault => `${preset.id}: ${fault}`))
    }
    expect(faults).toEqual([])
  })
}
