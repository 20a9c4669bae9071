import type { CommandResult } from '../../recordings/command-desk.ts'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { createCommandDesk, fieldsOf, PRINTED_STEPS, recordDesk, shellLine } from '../../recordings/command-desk.ts'
import { shipmentCommands } from '../../snippets/shipment-commands.ts'

function describeResult(result: CommandResult) {
  if ('refused' in result)
    return result
  const { message, delivery } = result.stored
  return { id: message.id, state: delivery.state, attempts: delivery.attempts, error: delivery.lastError?.message ?? null, output: result.output }
}

it('lists the commands of the runner, and makes a field of each argument', () => {
  expect(createCommandDesk().commands).toEqual(['resyncTracking', 'EMAIL_SendBookingRequestAskedEmailCommand'])
  expect(fieldsOf(shipmentCommands.resyncTracking)).toEqual([{ name: 'shipmentId', kind: 'text' }])
  const schema = v.object({ page: v.number(), isDry: v.boolean(), who: v.pipe(v.string(), v.email()) })
  expect(fieldsOf(schema).map(({ kind }) => kind)).toEqual(['number', 'checkbox', 'text'])
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
  expect(describeResult(failed)).toEqual({ id: 'm1', state: 'failed', attempts: 1, error: 'third party is down', output: [] })
  expect(describeResult(await desk.rerun('m1'))).toMatchObject({ state: 'failed', attempts: 1 })
  desk.breakDown(false)
  expect(describeResult(await desk.rerun('m1'))).toMatchObject({ state: 'completed', attempts: 1, output: ['tracking of S-42: read again'] })
  expect(await desk.all()).toHaveLength(1)
})

it('prints a refusal, a failure, its replay, and another command', async () => {
  const { journal, stored } = await recordDesk(PRINTED_STEPS)
  expect(journal.map(({ action, args, result }) => [action, args.shipmentId, 'stored' in result ? result.stored.delivery.state : 'refused'])).toEqual([
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

it('gives earlier steps the same results when one more follows', async () => {
  const before = await recordDesk(PRINTED_STEPS.slice(0, 2))
  const after = await recordDesk(PRINTED_STEPS.slice(0, 3))
  expect(after.journal.slice(0, 2).map(({ result }) => describeResult(result))).toEqual(before.journal.map(({ result }) => describeResult(result)))
  expect(after.stored.map(({ delivery }) => delivery.state)).toEqual(['completed'])
})

it('writes the same command for a shell, its arguments as one word each', () => {
  expect(shellLine('resyncTracking', { shipmentId: 'S-42' })).toBe('npm run command -- resyncTracking --shipmentId S-42')
  expect(shellLine('resyncTracking', { shipmentId: '' })).toBe('npm run command -- resyncTracking')
  expect(shellLine('resyncTracking', { shipmentId: 'S 4\'2' })).toBe('npm run command -- resyncTracking --shipmentId \'S 4\'\\\'\'2\'')
})
