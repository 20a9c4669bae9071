import type { Input } from '../../../simulation/engine/scenario.ts'
import type { PushMetric, PushParams } from '../../../simulation/scenarios/push/model.ts'
import { describe, expect, it } from 'vitest'
import { drawsFor } from '../../../simulation/engine/random.ts'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { eventsUntil, valueAt } from '../../../simulation/engine/trace.ts'
import { push } from '../../../simulation/scenarios/push.ts'
import { combinations, expectPredicted } from './expect-predicted.ts'

const given = (params: Partial<PushParams> = {}): PushParams => ({ ...paramsOf(push), ...params })

function run(params: Partial<PushParams> = {}, inputs: Input[] = [], seed = 1) {
  return push.run(given(params), seed, inputs)
}

function when(kind: string, at: number): Input {
  return { at, do: kind }
}

/** The messages as `label from → to sentAt → receivedAt`. */
function messagesOf({ events }: ReturnType<typeof run>) {
  return events.flatMap(event => event.kind === 'message' ? [`${event.label} ${event.from} ${event.sentAt} → ${event.to} ${event.receivedAt}`] : [])
}

function marksOf({ events }: ReturnType<typeof run>) {
  return events.flatMap(event => event.kind === 'mark' ? [`${event.label} ${event.at}`] : [])
}

describe('without a fault', () => {
  it('subscribes, posts, and is led to the result by a notification', () => {
    const trace = run()
    expect(messagesOf(trace)).toEqual([
      'subscribe client-1 0 → push-service 200',
      'endpoint push-service 200 → client-1 400',
      'post client-1 400 → server 600',
      'accepted server 600 → client-1 800',
      'enqueued server 12600 → queue 12610',
      'taken queue 12610 → worker 12610',
      'notify worker 12810 → push-service 13010',
      'created push-service 13010 → worker 13210',
      'notification push-service 13010 → client-1 13210',
      'get client-1 13210 → server 13410',
      'result server 13410 → client-1 13610',
    ])
    const counts = { known: 1, requests: 3, sent: 1, delivered: 1, expired: 0, missed: 0, fallbacks: 0, queued: 0 }
    expect(trace.metrics).toEqual({ ...counts, staleness: 1010, bytes: 5050 })
  })

  it('needs one request less on a device subscribed before', () => {
    const trace = run({ isSubscribed: true })
    expect(messagesOf(trace)[0]).toBe('post client-1 0 → server 200')
    expect(trace.metrics).toMatchObject({ known: 1, staleness: 1010, requests: 2 })
  })

  it('measures what the formulas say, for fixed work', () => {
    const grid = combinations({
      processing: [1000, 7500, 12_000, 29_500, 60_000],
      latency: [0, 10, 200, 1000],
      workerDelay: [0, 200, 2000],
      fallbackAfter: [0, 10_000, 30_000],
      permission: ['granted', 'refused'],
      clients: [1, 20],
    })
    const compared = grid.flatMap(params => expectPredicted(push, given({ ...params, isSubscribed: params.clients > 1 })))
    expect(compared.length).toBeGreaterThan(5000)
  })

  it('makes each of many clients wait for those before it in the queue', () => {
    const params = given({ clients: 101, workerDelay: 100 })
    const trace = push.run(params, 1, [])
    expect(trace.metrics.staleness).toBeCloseTo(10 + 100 * 51 + 800, 6)
    expect(push.predict(params).staleness).toMatchObject({ value: 10 + 100 * 51 + 800, formula: 'q + W·(N + 1)/2 + 4L, q = 10 ms' })
    expect(valueAt(trace.series.queued, 12_650)).toBe(100)
  })

  it('has no formula for the wait when the work is random and the worker takes time', () => {
    const params = { clients: 100, distribution: 'exponential', workerDelay: 100 } as const
    expect(push.predict(given(params)).staleness).toBeUndefined()
    expect(push.predict(given({ ...params, fallbackAfter: 0, workerDelay: 0 })).staleness?.value).toBe(810)
    expect(run({ ...params, fallbackAfter: 0, workerDelay: 0 }).metrics.staleness).toBeCloseTo(810, 3)
  })
})

describe('permission refused', () => {
  it('sends no notification: the fallback is polling', () => {
    const trace = run({ permission: 'refused', fallbackAfter: 10_000 })
    expect(messagesOf(trace)).toEqual([
      'post client-1 0 → server 200',
      'accepted server 200 → client-1 400',
      'fallback client-1 10400 → server 10600',
      'not-ready server 10600 → client-1 10800',
      'fallback client-1 20800 → server 21000',
      'result server 21000 → client-1 21200',
    ])
    expect(trace.metrics).toMatchObject({ known: 1, sent: 0, missed: 1, fallbacks: 2 })
  })

  it('leaves the client without a result when there is no fallback', () => {
    expect(run({ permission: 'refused', fallbackAfter: 0 }).metrics).toMatchObject({ known: 0, staleness: null, missed: 1, requests: 1 })
  })

  it('agrees with the geometric sum when the work is random', () => {
    const params = given({ permission: 'refused', fallbackAfter: 10_000, distribution: 'exponential', clients: 10_000 })
    const { metrics } = push.run(params, 7, [])
    const { fallbacks, staleness } = push.predict(params)
    // Both follow from a geometric number of fallbacks of success 1 − e^(−(F + 2L)/m): four standard errors.
    const success = 1 - Math.exp(-10_400 / 12_000)
    const error = 4 * Math.sqrt(1 - success) / success * Math.sqrt(10_000)
    expect(Math.abs(metrics.fallbacks! - fallbacks!.value)).toBeLessThan(error)
    expect(Math.abs(metrics.staleness! - staleness!.value)).toBeLessThan(4 * 12_000 / Math.sqrt(10_000))
  })
})

describe('the application closed', () => {
  it('has the system tell the user; the result waits for the application to open', () => {
    const closed = run({}, [when('close-app', 4000)])
    expect(marksOf(closed)).toEqual(['granted 0', 'close-app 4000', 'shown 13210'])
    expect(closed.metrics).toMatchObject({ known: 0, delivered: 1, requests: 2 })

    const reopened = run({}, [when('close-app', 4000), when('open-app', 20_000)])
    expect(messagesOf(reopened).slice(-2)).toEqual(['get client-1 20000 → server 20200', 'result server 20200 → client-1 20400'])
    expect(reopened.metrics).toMatchObject({ known: 1, staleness: 7800, fallbacks: 0 })
  })

  it('fetches as it opens even without a notification, and then waits on', () => {
    const trace = run({}, [when('close-app', 4000), when('open-app', 8000)])
    expect(messagesOf(trace)).toContain('fallback client-1 8000 → server 8200')
    expect(trace.metrics).toMatchObject({ known: 1, staleness: 1010, fallbacks: 1 })
  })

  it('gives up a fetch under way, and makes no fallback', () => {
    const trace = run({ fallbackAfter: 10_000, permission: 'refused' }, [when('close-app', 10_500)])
    expect(trace.metrics).toMatchObject({ known: 0, fallbacks: 1 })
  })

  it('is left with the 202 by a user who does not stay', () => {
    const trace = run({ appOpen: false })
    expect(marksOf(trace)).toEqual(['granted 0', 'close-app 800', 'shown 13210'])
    expect(run({ appOpen: false }, [when('open-app', 15_000)]).metrics).toMatchObject({ known: 1, staleness: 15_400 - 12_600 })
  })
})

describe('a device out of reach', () => {
  const away = [when('disconnect', 10_000), when('reconnect', 16_000)]

  it('has its notification kept until it is back', () => {
    const trace = run({}, away)
    expect(messagesOf(trace)).toContain('notification push-service 16000 → client-1 16200')
    expect(trace.events).toContainEqual({ kind: 'span', lane: 'push-service', start: 13_010, end: 16_000, label: 'stored', tone: 'waiting' })
    expect(trace.metrics).toMatchObject({ known: 1, delivered: 1, expired: 0, staleness: 16_600 - 12_600 })
  })

  it('never gets a notification whose time to live ran out', () => {
    const trace = run({ ttl: 0, fallbackAfter: 0 }, away)
    expect(marksOf(trace)).toContain('expired 13010')
    expect(trace.metrics).toMatchObject({ known: 0, sent: 1, delivered: 0, expired: 1, missed: 1 })
  })

  it('is saved by the fallback', () => {
    const trace = run({ ttl: 0 }, away)
    expect(trace.metrics).toMatchObject({ known: 1, expired: 1, fallbacks: 1, staleness: 31_200 - 12_600 })
  })

  it('has it kept too when it went under while the notification was on its way', () => {
    const trace = run({}, [when('disconnect', 13_100), when('reconnect', 14_000)])
    expect(messagesOf(trace)).toContain('notification push-service 13010 → client-1 null')
    expect(messagesOf(trace)).toContain('notification push-service 14000 → client-1 14200')
    expect(trace.metrics).toMatchObject({ known: 1, delivered: 1, missed: 0 })
  })

  it('tries to subscribe until it can', () => {
    const trace = run({}, [when('disconnect', 0), when('reconnect', 3000)])
    expect(messagesOf(trace).slice(0, 4)).toEqual([
      'subscribe client-1 0 → push-service null',
      'subscribe client-1 2200 → push-service null',
      'subscribe client-1 4400 → push-service 4600',
      'endpoint push-service 4600 → client-1 4800',
    ])
    expect(trace.metrics).toMatchObject({ known: 1, requests: 5 })
  })
})

describe('a notification that is lost on its way', () => {
  const lost = [when('lose-next', 13_000)]

  it('is sent again until the device has acknowledged it', () => {
    const trace = run({}, lost)
    expect(messagesOf(trace).filter(message => message.startsWith('notification'))).toEqual([
      'notification push-service 13010 → client-1 null',
      'notification push-service 23210 → client-1 23410',
    ])
    expect(trace.metrics).toMatchObject({ known: 1, delivered: 1, missed: 0, expired: 0, fallbacks: 0 })
  })

  it('expires with its TTL, at once where that is 0, and the fallback makes up for it', () => {
    expect(run({ ttl: 0, fallbackAfter: 0 }, lost).metrics).toMatchObject({ known: 0, sent: 1, delivered: 0, expired: 1, missed: 1 })
    const trace = run({ ttl: 5000 }, lost)
    expect(marksOf(trace)).toContain('expired 18010')
    expect(trace.metrics).toMatchObject({ known: 1, expired: 1, fallbacks: 1, staleness: 31_200 - 12_600 })
  })
})

describe('a notification that the device takes and does not show', () => {
  it('is missed without anybody’s being told', () => {
    expect(run({ fallbackAfter: 0 }, [when('discard-next', 6000)]).metrics).toMatchObject({ known: 0, sent: 1, delivered: 0, expired: 0, missed: 1 })
  })

  it('is made up for by the fallback', () => {
    expect(run({}, [when('discard-next', 6000)]).metrics).toMatchObject({ known: 1, missed: 1, fallbacks: 1, staleness: 31_200 - 12_600 })
  })
})

describe('the server down', () => {
  it('stops neither queue nor notification, and the told client fetches until it answers', () => {
    const trace = run({}, [when('server-down', 12_700), when('server-up', 18_000)])
    expect(messagesOf(trace).filter(message => message.startsWith('get'))).toEqual([
      'get client-1 13210 → server null',
      'get client-1 15410 → server null',
      'get client-1 19610 → server 19810',
    ])
    expect(trace.metrics).toMatchObject({ known: 1, delivered: 1, requests: 5 })
  })
})

describe('a slow worker', () => {
  it('takes three times as long for the work and for each message', () => {
    expect(run({}, [when('slow-worker', 0)]).metrics).toMatchObject({ known: 1, fallbacks: 1, staleness: 10 + 600 + 800 })
    expect(run({}, [when('slow-worker', 12_605), when('normal-worker', 12_700)]).metrics.staleness).toBe(10 + 600 + 800)
  })

  it('lets the queue grow, and the fallbacks add to the load', () => {
    const params = { clients: 1000, distribution: 'exponential', workerDelay: 50 } as const
    const [fast, slow, slower] = [run({ ...params, workerDelay: 0 }), run(params), run(params, [when('slow-worker', 5000)])]
    expect(Math.max(...fast.series.queued.value)).toBe(0)
    expect(Math.max(...slow.series.queued.value)).toBeGreaterThan(400)
    expect(slow.metrics.fallbacks).toBeGreaterThan(4 * fast.metrics.fallbacks!)
    expect(slower.metrics.fallbacks).toBeGreaterThan(3 * slow.metrics.fallbacks!)
    expect(slower.metrics.staleness).toBeGreaterThan(slow.metrics.staleness!)
  })
})

describe('any run', () => {
  const kinds = Object.keys(push.inputs)

  it('is the same before an input as without it', () => {
    const seeds = drawsFor(3, 'test')
    for (let round = 0; round < 120; round++) {
      const pick = <T>(values: readonly T[]) => values[Math.floor(seeds.uniform(0, values.length))]!
      const params = given({
        clients: pick([1, 2, 40]),
        distribution: pick(['fixed', 'exponential'] as const),
        jitter: pick([0, 100]),
        permission: pick(['granted', 'granted', 'refused'] as const),
        appOpen: pick([true, true, false]),
        fallbackAfter: pick([0, 10_000, 30_000]),
        ttl: pick([0, 5000, 30_000]),
        workerDelay: pick([0, 200]),
      })
      const inputs = Array.from({ length: 5 }, () => when(pick(kinds), Math.round(seeds.uniform(0, 40_000)))).sort((a, b) => a.at - b.at)
      const { at } = inputs[4]!
      const before = push.run(params, round, inputs.slice(0, 4))
      const after = push.run(params, round, inputs)
      const until = Math.min(at - 1, before.duration)
      expect(eventsUntil(after, until)).toEqual(eventsUntil(before, until))
      for (const metric of Object.keys(push.metrics) as PushMetric[]) {
        // With many clients a counter changes every 50 ms.
        const time = Math.min(at, before.duration) - 51
        expect(valueAt(after.series[metric], time), metric).toBe(valueAt(before.series[metric], time))
      }
    }
  })
})
