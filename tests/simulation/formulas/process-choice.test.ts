import { expect, it } from 'vitest'
import { adviseProcess } from '../../../simulation/formulas/process-choice.ts'

const none = { longOrUnknown: false, slowThirdParty: false, asyncThirdParty: false, resultNeededNow: false }

it('stays synchronous without any sign, needed now or not', () => {
  expect(adviseProcess(none)).toBe('synchronous')
  expect(adviseProcess({ ...none, resultNeededNow: true })).toBe('synchronous')
})

it.each(['longOrUnknown', 'slowThirdParty', 'asyncThirdParty'] as const)('goes asynchronous for %s', (sign) => {
  expect(adviseProcess({ ...none, [sign]: true })).toBe('asynchronous')
  expect(adviseProcess({ ...none, [sign]: true, resultNeededNow: true })).toBe('asynchronous-with-visible-state')
})
