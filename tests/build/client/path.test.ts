import { beforeEach, expect, it } from 'vitest'
import { alongPath, currentPath, isOnPath, pathsOf, SHORT_PATH } from '../../../build/client/path.ts'

/** Slides 1, 2, … with these front matters. */
function slidesOf(...frontmatters: { short?: boolean, paths?: (string | number)[] }[]) {
  return frontmatters.map((frontmatter, index) => ({ no: index + 1, meta: { slide: { frontmatter } } }))
}

const slides = slidesOf({ short: true }, { short: false, paths: ['demo'] }, { short: false }, { short: true }, { paths: ['demo', 20] }, {})

beforeEach(() => void (currentPath.value = null))

it('names the shorter path, and those of front matters', () => {
  expect(pathsOf(slides)).toEqual([SHORT_PATH, 'demo', '20'])
})

it.each([
  [null, [1, 2, 3, 4, 5, 6]],
  [SHORT_PATH, [1, 4]],
  ['demo', [2, 5]],
  ['20', [5]],
])('path %s holds slides %j', (path, expected) => {
  currentPath.value = path
  expect(slides.filter(slide => isOnPath(slide)).map(({ no }) => no)).toEqual(expected)
})

it.each([
  ['the next one', SHORT_PATH, 1, 1, 4],
  ['the one before', SHORT_PATH, 4, -1, 1],
  ['from a slide beside the path', SHORT_PATH, 3, 1, 4],
  ['from a slide beside it, back', SHORT_PATH, 3, -1, 1],
  ['the end', SHORT_PATH, 4, 1, 4],
  ['beyond the end', SHORT_PATH, 6, 1, 6],
  ['the outermost', null, 2, 9, 6],
  ['three back', null, 5, -3, 2],
])('goes along the path: %s', (_, path, no, steps, expected) => {
  currentPath.value = path
  expect(alongPath(slides, no, steps)).toBe(expected)
})
