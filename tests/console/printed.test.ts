import { expect, it } from 'vitest'
import { runPrinted } from '../../console/printed.ts'

it('the printed run is the story of the slide, the same each time', async () => {
  const { attempts, steps } = await runPrinted()
  expect(attempts.email.map(({ start, state }) => [start, state])).toEqual([
    [0, 'retry'],
    [1700, 'retry'],
    [4400, 'retry'],
    [9100, 'failed'],
    [11_000, 'completed'],
    [13_000, 'completed'],
    [15_000, 'completed'],
  ])
  expect(attempts.tracking).toEqual([{ start: 0, end: 500, state: 'completed' }])
  expect(steps.map(({ does, state, emails }) => [does, state, emails])).toEqual([
    ['publish', 'failed', 0],
    ['retry', 'completed', 1],
    ['replay', 'completed', 2],
    ['once', 'completed', 2],
  ])
  expect(await runPrinted()).toEqual({ end: expect.any(Number), attempts, steps })
})
