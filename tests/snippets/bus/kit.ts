import type { BusOptions } from '../../../snippets/bus/bus-options.ts'
import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { createUuidV7 } from '../../../snippets/bus/uuid-v7.ts'
import { createVirtualClock } from '../../../snippets/bus/virtual-clock.ts'

/** The same numbers in [0, 1) for the same seed: mulberry32. */
export function seeded(seed: number) {
  let state = seed
  return () => {
    state = state + 0x6D2B79F5 | 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))
/** Turns of the event loop without a call to the store after which nothing more comes. */
const QUIET_TURNS = 10

/** Methods of a store that a test makes fail, each with the error it throws. */
export type Faults = Map<keyof MessageStore, unknown>

/** A store whose calls are counted, so that a test knows when all is done, and fail as told. */
function watchStore(store: MessageStore<any>) {
  const faults: Faults = new Map()
  /** Methods that do their work, and fail nevertheless. */
  const losesAnswers = new Set<keyof MessageStore>()
  let pending = 0
  const watched = new Proxy(store, {
    get(target, name: keyof MessageStore) {
      const method = target[name]
      if (typeof method !== 'function')
        return method
      return async (...args: never[]) => {
        if (faults.has(name))
          throw faults.get(name)
        pending += 1
        try {
          const answer = await (method as (...args: never[]) => unknown)(...args)
          if (losesAnswers.has(name))
            throw new Error('connection reset')
          return answer
        }
        finally {
          pending -= 1
        }
      }
    },
  })
  /** Resolves when no call to the store is under way, and none follows. */
  async function quiet() {
    for (let turns = 0; turns < QUIET_TURNS; turns = pending > 0 ? 0 : turns + 1)
      await turn()
  }
  return { store: watched, quiet, faults, losesAnswers }
}

/** A bus under virtual time on a store of its own or shared with others, ready to run deliveries. */
export function createTestKit(realStore: MessageStore<any>, seed = 1) {
  const { store, quiet, faults, losesAnswers } = watchStore(realStore)
  const clock = createVirtualClock(quiet)
  const newId = createUuidV7(clock.now, seeded(seed))
  const errors: unknown[] = []
  const warnings: string[] = []

  /** One process: each has a worker of its own on the same store and clock. */
  function open(options: Partial<BusOptions<any, any, any>> = {}) {
    return createBus<any, any, any>({
      store,
      clock,
      newId,
      random: () => 1,
      concurrency: 100,
      timeout: 30_000,
      onError: error => errors.push(error),
      onWarning: warning => warnings.push(warning),
      ...options,
    })
  }

  async function start(options: Partial<BusOptions<any, any, any>> = {}) {
    const bus = open(options)
    await bus.start()
    return bus
  }

  return { open, start, clock, quiet, faults, losesAnswers, errors, warnings, store }
}

/** A handler that fails the given number of times, then does nothing. */
export function failing(times: number, message = 'failure') {
  let calls = 0
  return () => {
    calls += 1
    if (calls <= times)
      throw new Error(`${message} ${calls}`)
  }
}

/** A promise to be resolved from outside. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>(resolve => open = resolve)
  return { opened, open }
}
