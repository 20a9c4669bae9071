import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { Data, Draft, Where } from './bus-model.ts'
import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { NothingToDoError } from '../../../snippets/bus/errors.ts'
import { ATTEMPTS, BusModel, subscribers } from './bus-model.ts'
import { createTestKit } from './kit.ts'
import { stores } from './stores.ts'

const SEED = 2026
const MOST_COMMANDS = 15
/** Where a database answers slowly, fewer: the commands are the same on all. */
function runsOn(store: string) {
  if (/memory|sqlite/.test(store))
    return inject('isLong') ? 10_000 : 60
  if (store === 'PGlite')
    return inject('isLong') ? 500 : 8
  return inject('isLong') ? 2000 : 8
}

const MINUTE = 60_000
const POLL = 20 * MINUTE
const LEASE = 30 * MINUTE
/** In that time retries and dates come, and the dead are found, even where the clock jumps. */
const WAIT = 180 * MINUTE
const MOST_JUMP = 60 * MINUTE
const LATER = 30 * MINUTE
const NAMES = Object.keys(subscribers)
const SUBJECTS = ['A-1', 'A-2']

/** One process after another on one store, with the same subscribers. A dead one no longer hears the clock. */
class RealBus {
  private processes = 0
  private kit!: ReturnType<typeof createTestKit>
  private runs = new Map<string, number>()
  bus!: ReturnType<ReturnType<typeof createTestKit>['open']>
  private ids = new Map<number, string>()
  /** The latest date of any process: ids of two processes have an order from one millisecond to the next. */
  private latest = 0

  private store: MessageStore<any>

  constructor(store: MessageStore<any>) {
    this.store = store
  }

  async start() {
    this.latest = Math.max(this.latest, this.kit?.clock.now() ?? 0)
    this.processes += 1
    this.kit = createTestKit(this.store, this.processes)
    this.kit.clock.jump(this.latest ? this.latest + 1 - this.kit.clock.now() : 0)
    this.bus = this.kit.open({ timeout: Infinity, poll: POLL, lease: LEASE })
    await Promise.all(NAMES.map(name => this.subscribe(name)))
    await this.bus.start()
  }

  subscribe(name: string, from: 'now' | 'beginning' = 'now') {
    const handle = ({ data }: { data: Data }, { attempt }: { attempt: number }) => this.handle(data, name, attempt)
    return this.bus.subscribe('departed', handle, { name, mode: subscribers[name]!, retry: { attempts: ATTEMPTS }, from })
  }

  private handle({ number, hangs, fails }: Data, name: string, attempt: number) {
    const run = this.runsOf(number, name) + 1
    this.runs.set(`${number} ${name}`, run)
    if (hangs && run === 1)
      return new Promise(() => {})
    if (attempt <= fails)
      throw new Error(`attempt ${attempt}`)
  }

  private runsOf = (number: number, name: string) => this.runs.get(`${number} ${name}`) ?? 0

  publish = (drafts: Draft[], first: number, tx?: unknown) => this.bus.publishBatch(drafts.map(({ key, subject, isLater, ...behaviour }, index) => ({
    type: 'departed',
    data: { number: first + index, ...behaviour } satisfies Data,
    options: { ...key !== null && { idempotencyKey: key }, ...subject !== null && { subject }, ...isLater && { delay: LATER } },
  })), { tx })

  idOf = (number: number) => this.ids.get(number)!
  prune = () => this.bus.prune({ before: new Date(this.kit.clock.now() + 2 * WAIT) })
  wait = () => this.kit.clock.advance(WAIT)
  jump(ms: number) {
    this.latest = Math.max(this.latest, this.kit.clock.now())
    this.kit.clock.jump(ms)
  }

  async see() {
    await this.kit.quiet()
    const [messages, deliveries, stats] = [await this.store.messages(), await this.store.deliveries(), await this.bus.stats()]
    const numbers = new Map(messages.map(({ id, data }) => [id, data.number as number]))
    this.ids = new Map(messages.map(({ id, data }) => [data.number, id]))
    expect(this.kit.errors).toEqual([])
    expect(deliveries.filter(({ state, lockedBy }) => (state === 'active') !== (lockedBy !== null))).toEqual([])
    return {
      messages: messages.map(({ data }) => data as Data).sort((a, b) => a.number - b.number),
      deliveries: deliveries.map(({ messageId, subscriber, state, attempts }) => {
        const number = numbers.get(messageId)!
        return `${number} ${subscriber}: ${state}, ${attempts} attempts, ${this.runsOf(number, subscriber)} runs`
      }).sort(),
      subscriptions: stats.subscriptions.map(({ name, pausedOn, waiting, active, failed }) => ({ name, isPaused: pausedOn !== null, waiting, active, failed })),
    }
  }
}

type Command = fc.AsyncCommand<BusModel, RealBus>

function command<T>(name: string, given: fc.Arbitrary<T>, act: (given: T, model: BusModel, real: RealBus) => Promise<unknown>): fc.Arbitrary<Command> {
  return given.map(value => ({
    check: () => true,
    toString: () => `${name}(${fc.stringify(value)})`,
    run: async (model, real) => {
      await act(value, model, real)
      model.work()
      expect(await real.see()).toEqual(model.see())
    },
  }))
}

const draft: fc.Arbitrary<Draft> = fc.record({
  hangs: fc.integer({ min: 0, max: 5 }).map(drawn => drawn === 0),
  fails: fc.constantFrom(0, 0, 1, 2, ATTEMPTS),
  key: fc.constantFrom(null, null, 'a', 'b', 'c'),
  subject: fc.constantFrom(null, ...SUBJECTS),
  isLater: fc.integer({ min: 0, max: 5 }).map(drawn => drawn === 0),
})
const drafts = fc.array(draft, { minLength: 1, maxLength: 4 })
const draftsApart = drafts.map(all => all.map((given, index) => all.slice(0, index).some(({ key }) => key === given.key) ? { ...given, key: null } : given))
const name = fc.constantFrom(...NAMES)
const nothing = fc.constant(null)

const publish = command('publish', draft, async (given, model, real) => {
  await real.publish([given], model.count)
  model.publish([given])
})

const publishBatch = command('publishBatch', drafts, async (given, model, real) => {
  await real.publish(given, model.count)
  model.publish(given)
})

const commit = command('commit', draftsApart, async (given, model, real) => {
  await real.bus.transaction(tx => real.publish(given, model.count, tx))
  model.publish(given)
})

const rollBack = command('rollBack', draftsApart, async (given, model, real) => {
  const rolledBack = real.bus.transaction(async (tx) => {
    await real.publish(given, model.count, tx)
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
})

const crash = command('crash', nothing, async (_, model, real) => {
  await real.start()
  model.crash()
})

const wait = command('wait', nothing, async (_, model, real) => {
  await real.wait()
  model.wait()
})

const jump = command('jump', fc.integer({ min: -MOST_JUMP, max: MOST_JUMP }), async (ms, model, real) => {
  real.jump(ms)
  await real.wait()
  model.wait()
})

const subscribe = command('subscribe', fc.record({ name, from: fc.constantFrom('now', 'beginning') }), async ({ name, from }, model, real) => {
  if (model.subscriptions.has(name))
    return
  await real.subscribe(name, from)
  model.subscribe(name, from)
})

const isRefused = (call: Promise<unknown>) => call.then(() => false, error => error instanceof NothingToDoError || Promise.reject(error))

const unsubscribe = command('unsubscribe', name, async (given, model, real) =>
  expect(await isRefused(real.bus.unsubscribe(given))).toBe(!model.unsubscribe(given)))
const pause = command('pause', name, async (given, model, real) => expect(await isRefused(real.bus.pause(given))).toBe(!model.pause(given, true)))
const resume = command('resume', name, async (given, model, real) => expect(await isRefused(real.bus.resume(given))).toBe(!model.pause(given, false)))
const prune = command('prune', nothing, async (_, model, real) => expect(await real.prune()).toBe(model.prune()))
const erase = command('erase', fc.constantFrom(...SUBJECTS), async (subject, model, real) => expect(await real.bus.erase(subject)).toBe(model.erase(subject)))

const RETRIED = ['failed', 'retry', 'cancelled'] as const

/** Does it to one message, if there is any; what there is nothing to do with is refused. */
function byHand(
  name: string,
  act: (bus: RealBus['bus'], id: string, subscriber: string) => Promise<unknown>,
  inModel: (model: BusModel, number: number, subscriber: string) => number,
) {
  return command(name, fc.record({ pick: fc.nat(20), subscriber: fc.constantFrom(...NAMES) }), async ({ pick, subscriber }, model, real) => {
    const number = [...model.messages.keys()][pick % model.messages.size]
    if (number === undefined)
      return
    expect(await isRefused(act(real.bus, real.idOf(number), subscriber))).toBe(inModel(model, number, subscriber) === 0)
  })
}

const retry = byHand('retry', (bus, id, subscriber) => bus.retry(id, subscriber), (model, number, subscriber) =>
  model.requeue({ number, subscriber }, [...RETRIED]))
const replay = byHand('replay', (bus, id) => bus.replay(id), (model, number) => model.replay(number))
const cancel = byHand('cancel', (bus, id) => bus.cancel(id), (model, number) => model.cancel({ number }))

/** Does it to all that is selected, and has counted it before. A subscriber that is not stored is refused. */
function selected(act: 'retry' | 'redrive' | 'cancel', inModel: (model: BusModel, where: Where) => number) {
  const where = fc.oneof(fc.record({ subscriber: name }), fc.record({ subject: fc.constantFrom(...SUBJECTS) }), fc.constant({ all: true } as const))
  return command(`${act}Selected`, where, async (given, model, real) => {
    if ('subscriber' in given && !model.subscriptions.has(given.subscriber))
      return expect(await isRefused(real.bus[act](given))).toBe(true)
    const counted = await real.bus.count(act, given)
    expect([counted, await real.bus[act](given)]).toEqual(Array.from({ length: 2 }).fill(inModel(model, 'all' in given ? {} : given)))
  })
}

const retrySelected = selected('retry', (model, where) => model.requeue(where, [...RETRIED]))
const redrive = selected('redrive', (model, where) => model.requeue(where, ['failed']))
const cancelSelected = selected('cancel', (model, where) => model.cancel(where))

const all = [
  ...[publish, publishBatch, commit, rollBack, crash, wait, jump],
  ...[subscribe, unsubscribe, pause, resume, prune, erase],
  ...[retry, replay, cancel, retrySelected, redrive, cancelSelected],
]

describe.each(stores)('on $name', ({ name, open, close }) => {
  it(`does as the model in ${runsOn(name)} runs`, async () => {
    const commands = fc.commands(all, { maxCommands: MOST_COMMANDS })
    await fc.assert(fc.asyncProperty(commands, async (given) => {
      const store = await open()
      try {
        const real = new RealBus({ ...store, isShared: true })
        await real.start()
        await fc.asyncModelRun(() => ({ model: new BusModel(), real }), given)
      }
      finally {
        await close(store)
      }
    }), { seed: SEED, numRuns: runsOn(name) })
  })
})
