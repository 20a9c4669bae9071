import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { Data, Draft } from './bus-model.ts'
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
  return /memory|sqlite/.test(store)
    ? inject('isLong') ? 10_000 : 60
    : inject('isLong') ? 500 : 8
}

const MINUTE = 60_000
const POLL = 20 * MINUTE
const LEASE = 30 * MINUTE
/** In that time retries come, and the dead are found, even where the clock jumps. */
const WAIT = 180 * MINUTE
const MOST_JUMP = 60 * MINUTE

/** One process after another on one store, with the same subscribers. A dead one no longer hears the clock. */
class RealBus {
  private processes = 0
  private kit!: ReturnType<typeof createTestKit>
  private runs = new Map<string, number>()
  bus!: ReturnType<ReturnType<typeof createTestKit>['open']>
  private ids = new Map<number, string>()

  private store: MessageStore<any>

  constructor(store: MessageStore<any>) {
    this.store = store
  }

  async start() {
    const date = this.kit?.clock.now()
    this.processes += 1
    this.kit = createTestKit(this.store, this.processes)
    // Ids of two processes have an order from one millisecond to the next.
    this.kit.clock.jump(date ? date + 1 - this.kit.clock.now() : 0)
    this.bus = this.kit.open({ timeout: Infinity, poll: POLL, lease: LEASE })
    for (const [name, mode] of Object.entries(subscribers))
      this.bus.subscribe('departed', ({ data }, { attempt }) => this.handle(data, name, attempt), { name, mode, retry: { attempts: ATTEMPTS } })
    await this.bus.start()
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

  publish = (drafts: Draft[], first: number, tx?: unknown) => this.bus.publishBatch(drafts.map(({ key, ...behaviour }, index) =>
    ({ type: 'departed', data: { number: first + index, ...behaviour } satisfies Data, options: key === null ? {} : { idempotencyKey: key } })), { tx })

  idOf = (number: number) => this.ids.get(number)!
  wait = () => this.kit.clock.advance(WAIT)
  jump = (ms: number) => this.kit.clock.jump(ms)

  async see() {
    await this.kit.quiet()
    const [messages, deliveries] = [await this.store.messages(), await this.store.deliveries()]
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
      expect(await real.see()).toEqual(model.see())
    },
  }))
}

const draft: fc.Arbitrary<Draft> = fc.record({
  hangs: fc.integer({ min: 0, max: 5 }).map(drawn => drawn === 0),
  fails: fc.constantFrom(0, 0, 1, 2, ATTEMPTS),
  key: fc.constantFrom(null, null, 'a', 'b', 'c'),
})
const drafts = fc.array(draft, { minLength: 1, maxLength: 4 })
const draftsApart = drafts.map(all => all.map((given, index) => all.slice(0, index).some(({ key }) => key === given.key) ? { ...given, key: null } : given))
const one = fc.record({ pick: fc.nat(20), subscriber: fc.constantFrom(...Object.keys(subscribers)) })

const publish = command('publish', draft, async (given, model, real) => {
  await real.publish([given], model.count)
  model.publish([given])
  model.work()
})

const publishBatch = command('publishBatch', drafts, async (given, model, real) => {
  await real.publish(given, model.count)
  model.publish(given)
  model.work()
})

const commit = command('commit', draftsApart, async (given, model, real) => {
  await real.bus.transaction(tx => real.publish(given, model.count, tx))
  model.publish(given)
  model.work()
})

const rollBack = command('rollBack', draftsApart, async (given, model, real) => {
  const rolledBack = real.bus.transaction(async (tx) => {
    await real.publish(given, model.count, tx)
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow('rolled back')
})

const crash = command('crash', fc.constant(null), async (_, model, real) => {
  await real.start()
  model.crash()
})

const wait = command('wait', fc.constant(null), async (_, model, real) => {
  await real.wait()
  model.wait()
})

const jump = command('jump', fc.integer({ min: -MOST_JUMP, max: MOST_JUMP }), async (ms, model, real) => {
  real.jump(ms)
  await real.wait()
  model.wait()
})

/** Does it to one message, if there is any; what there is nothing to do with is refused. */
function byHand(
  name: string,
  act: (bus: RealBus['bus'], id: string, subscriber: string) => Promise<unknown>,
  inModel: (model: BusModel, number: number, subscriber: string) => number,
) {
  return command(name, one, async ({ pick, subscriber }, model, real) => {
    const number = [...model.messages.keys()][pick % model.messages.size]
    if (number === undefined)
      return
    const isRefused = await act(real.bus, real.idOf(number), subscriber).then(() => false, error => error instanceof NothingToDoError || Promise.reject(error))
    expect(isRefused).toBe(inModel(model, number, subscriber) === 0)
    model.work()
  })
}

const retry = byHand('retry', (bus, id, subscriber) => bus.retry(id, subscriber), (model, number, subscriber) =>
  model.requeue(delivery => delivery.number === number && delivery.subscriber === subscriber && ['failed', 'retry', 'cancelled'].includes(delivery.state)))

const replay = byHand('replay', (bus, id) => bus.replay(id), (model, number) =>
  model.requeue(delivery => delivery.number === number))

const cancel = byHand('cancel', (bus, id) => bus.cancel(id), (model, number) =>
  model.cancel(delivery => delivery.number === number))

const redrive = command('redrive', fc.constant(null), async (_, model, real) => {
  expect(await real.bus.redrive()).toBe(model.requeue(({ state }) => state === 'failed'))
  model.work()
})

describe.each(stores)('on $name', ({ name, open, close }) => {
  it(`does as the model in ${runsOn(name)} runs`, async () => {
    const commands = fc.commands([publish, publishBatch, commit, rollBack, crash, wait, jump, retry, replay, cancel, redrive], { maxCommands: MOST_COMMANDS })
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
