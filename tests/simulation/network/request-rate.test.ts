import { describe, expect, it } from 'vitest'
import { createEventQueue } from '../../../simulation/engine/event-queue.ts'
import { createRequestRate, createSecondCounter } from '../../../simulation/network/request-rate.ts'

describe('the request rate', () => {
  it('is none before anybody has waited', () => {
    const queue = createEventQueue()
    const rate = createRequestRate(queue, 1)
    expect(rate.perSecond()).toBeNull()
    rate.startWaiting()
    rate.countRequest()
    expect(rate.perSecond()).toBeNull()
  })

  it('counts requests per second of waiting, for all clients', () => {
    const queue = createEventQueue()
    const rate = createRequestRate(queue, 10)
    const rates: (number | null)[] = []
    queue.at(1000, rate.startWaiting)
    queue.at(2000, rate.startWaiting)
    queue.at(3000, () => {
      rate.countRequest()
      rate.countRequest()
      rate.countRequest()
      // Two seconds of one client, one of another.
      rates.push(rate.perSecond())
      rate.stopWaiting(1000)
    })
    queue.at(5000, () => {
      // The first waits no more: two seconds of it, three of the other.
      rates.push(rate.perSecond())
      rate.stopWaiting(2000)
    })
    queue.at(9000, () => rates.push(rate.perSecond()))
    queue.run()
    expect(rates).toEqual([10, 6, 6])
  })
})

it('a second counter starts anew with each second of the clock', () => {
  const queue = createEventQueue()
  const count = createSecondCounter(queue)
  const counts: number[] = []
  for (const time of [0, 10, 999, 1000, 1999, 4500, 4999, 5000])
    queue.at(time, () => counts.push(count()))
  queue.run()
  expect(counts).toEqual([1, 2, 3, 1, 2, 1, 2, 1])
})
