import type { Outcome } from '../../recordings/command-desk.ts'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { createCommandDesk, fieldsOf, PRINTED_DEEDS, recordDesk, shellLine } from '../../recordings/command-desk.ts'
import { shipmentCommands } from '../../snippets/shipment-commands.ts'

function describeOutcome(outcome: Outcome) {
  if ('refused' in outcome)
    return outcome
  const { message, delivery } = outcome.stored
  return { id: message.id, state: delivery.state, attempts: delivery.attempts, error: delivery.lastError?.message ?? null, output: outcome.output }
}

it('lists the commands of the runner, and makes a field of each argument', () => {
  expect(createCommandDesk().commands).toEqual(['resyncTracking', 'EMAIL_SendBookingRequestAskedEmailCommand'])
  expect(fieldsOf(shipmentCommands.resyncTracking)).toEqual([{ name: 'shipmentId', kind: 'text' }])
  expect(fieldsOf(v.object({ page: v.number(), isDry: v.boolean(), who: v.pipe(v.string(), v.email()) })).map(({ kind }) => kind)).toEqual(['number', 'checkbox', 'text'])
})

it('says of each field what its schema refuses, and stores nothing', async () => {
  const desk = createCommandDesk()
  expect(await desk.run('resyncTracking', { shipmentId: 'S-4a' })).toEqual({ refused: { shipmentId: 'a shipment is named like S-42' } })
  expect(await desk.run('resyncTracking', {})).toEqual({ refused: { shipmentId: expect.stringContaining('shipmentId') } })
  expect(await desk.all()).toEqual([])
})

it('keeps a run that failed, and replays it', async () => {
  const desk = createCommandDesk()
  desk.breakDown(true)
  const failed = await desk.run('resyncTracking', { shipmentId: 'S-42' })
  expect(describeOutcome(failed)).toEqual({ id: 'm1', state: 'failed', attempts: 1, error: 'third party is down', output: [] })
  expect(describeOutcome(await desk.rerun('m1'))).toMatchObject({ state: 'failed', attempts: 1 })
  desk.breakDown(false)
  expect(describeOutcome(await desk.rerun('m1'))).toMatchObject({ state: 'completed', attempts: 1, output: ['tracking of S-42: read again'] })
  expect(await desk.all()).toHaveLength(1)
})

it('prints a refusal, a failure, its replay, and another command', async () => {
  const { journal, stored } = await recordDesk(PRINTED_DEEDS)
  expect(journal.map(({ action, args, outcome }) => [action, args.shipmentId, 'stored' in outcome ? outcome.stored.delivery.state : 'refused'])).toEqual([
    ['run', '42', 'refused'],
    ['run', 'S-42', 'failed'],
    ['replay', 'S-42', 'completed'],
    ['run', 'S-42', 'completed'],
  ])
  expect(stored.map(({ message: { id, type }, delivery: { state } }) => [id, type, state])).toEqual([
    ['m1', 'resyncTracking', 'completed'],
    ['m2', 'EMAIL_SendBookingRequestAskedEmailCommand', 'completed'],
  ])
})

it('comes to the same when one more thing is done', async () => {
  const before = await recordDesk(PRINTED_DEEDS.slice(0, 2))
  const after = await recordDesk(PRINTED_DEEDS.slice(0, 3))
  expect(after.journal.slice(0, 2).map(({ outcome }) => describeOutcome(outcome))).toEqual(before.journal.map(({ outcome }) => describeOutcome(outcome)))
  expect(after.stored.map(({ delivery }) => delivery.state)).toEqual(['completed'])
})

it('writes the same command for a shell, its arguments as one word each', () => {
  expect(shellLine('resyncTracking', { shipmentId: 'S-42' })).toBe('npm run command -- resyncTracking --shipmentId S-42')
  expect(shellLine('resyncTracking', { shipmentId: '' })).toBe('npm run command -- resyncTracking')
  expect(shellLine('resyncTracking', { shipmentId: 'S 4\'2' })).toBe('npm run command -- resyncTracking --shipmentId \'S 4\'\\\'\'2\'')
})
