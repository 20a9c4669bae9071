import { expect, it } from 'vitest'
import { messageWords } from '../../locales/fr/messages.ts'
import { answer, cases, next, summarise, unsorted } from '../../recordings/message-kinds.ts'

it('asks the cases one by one, and leaves each on the table with its verdict', () => {
  const asked = summarise(unsorted)
  expect(asked).toMatchObject({ current: { name: 'shipmentDeparted' }, verdict: undefined, right: 0 })

  const answered = answer(unsorted, 'command')
  expect(summarise(answered)).toMatchObject({ current: { name: 'shipmentDeparted' }, verdict: { isRight: false, kind: 'event', given: 'command' }, right: 0 })
  expect(answer(answered, 'event')).toBe(answered)

  expect(summarise(next(answered))).toMatchObject({ current: { name: 'resyncTracking' }, verdict: undefined })
})

it('counts what is right, and ends after the last case', () => {
  const all = cases.reduce((sorting, { kind }) => next(answer(sorting, kind)), unsorted)
  expect(summarise(all)).toMatchObject({ current: undefined, verdict: undefined, right: cases.length })
  expect(answer(all, 'event')).toBe(all)
})

it('has as many events as commands, and words for each', () => {
  expect(cases.filter(({ kind }) => kind === 'event')).toHaveLength(cases.length / 2)
  expect(Object.keys(messageWords.sort.cases)).toEqual(cases.map(({ name }) => name))
})
