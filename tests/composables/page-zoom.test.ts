import { expect, it } from 'vitest'
import { zoomOf } from '../../composables/usePageZoom.ts'

it.each([
  ['as it is', [1440, 900], [1440, 780], 1],
  ['200 %', [1440, 900], [720, 390], 2],
  ['150 %', [1440, 900], [960, 520], 1.5],
  ['tools docked to the right', [1440, 900], [900, 780], 1],
  ['tools docked below', [1440, 900], [1440, 400], 1],
  ['a browser that does not tell', [720, 390], [720, 390], 1],
])('a window, %s', (_, [outerWidth, outerHeight], [innerWidth, innerHeight], zoom) => {
  expect(zoomOf({ outerWidth, outerHeight, innerWidth, innerHeight } as Window)).toBeCloseTo(zoom)
})
