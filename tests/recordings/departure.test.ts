import { beforeAll, expect, it } from 'vitest'
import { recordDeparture, threadOf, threadRows } from '../../recordings/departure.ts'

let rows: ReturnType<typeof threadRows>
beforeAll(async () => {
  rows = threadRows(await recordDeparture())
})

it('draws each story from its cause down, with who published what, and when', () => {
  const lineOf = ({ message, depth, publisher, at }: typeof rows[number]) =>
    `${'  '.repeat(depth)}${message.id} ${message.type} +${at}${publisher ? ` by ${publisher}` : ''}`
  expect(rows.map(lineOf)).toEqual([
    'm1 shipmentDeparted +0',
    '  m3 statusUpdated +40 by status',
    '    m4 EMAIL_SendDepartureEmailCommand +50 by notification',
    '      m8 emailSent +350 by email',
    '  m5 taskClosed +60 by task',
    '  m9 invoiceIssued +1160 by billing',
    '    m10 accountSynced +1310 by salesforce',
    'm2 resyncTracking +30',
    '  m6 trackingUpdated +230 by tracking',
    '    m7 arrivalRescheduled +280 by planning',
  ])
})

it('gives every message the correlation id of the first of its story', () => {
  for (const { message, causeRow } of rows)
    expect(message.correlationId).toBe(causeRow === null ? message.id : rows[causeRow]!.message.correlationId)
})

it('keeps the attempts of each subscriber', () => {
  expect(rows[0]!.deliveries.map(({ subscriber, state, attempts }) => ({ subscriber, state, attempts }))).toEqual([
    { subscriber: 'billing', state: 'completed', attempts: 2 },
    { subscriber: 'status', state: 'completed', attempts: 1 },
    { subscriber: 'task', state: 'completed', attempts: 1 },
  ])
})

it('climbs from an effect to its first cause', () => {
  expect(threadOf(rows, 'm8').map(({ message }) => message.id)).toEqual(['m8', 'm4', 'm3', 'm1'])
  expect(threadOf(rows, 'm2').map(({ message }) => message.id)).toEqual(['m2'])
})

it('is the same at each run', async () => {
  expect(threadRows(await recordDeparture())).toEqual(rows)
})
