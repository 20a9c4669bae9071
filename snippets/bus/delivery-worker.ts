import type { MessageStore } from './message-store.ts'
import type { Delivery, Message, Work } from './message.ts'
import type { RetryPolicy } from './retry-policy.ts'
import type { Clock } from './system.ts'
import { inTime } from './in-time.ts'
import { afterFailure, backoff, completed, policies } from './retry-policy.ts'
import { systemRandom } from './system.ts'
import { createUuidV7 } from './uuid-v7.ts'

/** How the deliveries of one subscriber are attempted. */
export interface Attempts {
  handle: (message: Message, run: { attempt: number, stopped: () => AbortSignal }) => unknown
  policy: RetryPolicy
  /** Milliseconds. */
  timeout: number
}

/** What became of a delivery, and the error as it was thrown. */
export interface Outcome { delivery: Delivery, error?: unknown }

interface WorkerOptions {
  store: MessageStore<any>
  clock: Clock
  random: () => number
  concurrency: number
  poll: number
  lease: number
  /** By the subscriber's name; what it does not hold is left to other processes. */
  subscribers: ReadonlyMap<string, Attempts>
  onDelivery: (delivery: Delivery) => void
  onError: (error: unknown) => void
}

/** A process that missed as many signs of life is dead. */
const BEATS = 3
/** Deliveries claimed in one transaction at most. */
const MOST_CLAIMED = 1000

/** Runs deliveries: claims those that are due, attempts them, writes what became of them, and takes over from the dead. */
export function createWorker({ store, clock, random, concurrency, poll, lease, subscribers, onDelivery, onError }: WorkerOptions) {
  const running = new Map<Delivery, AbortController>()
  const timers = new Set<() => void>()
  const whenIdle: (() => void)[] = []
  const newName = createUuidV7(clock.now, systemRandom)
  let id = newName()
  let isRunning = !store.isShared
  let isStopped = false
  /** Places taken: by deliveries that run, or that are being stored in order to run at once. */
  let taken = 0
  /** Whether deliveries may be due that this process has not looked for yet. */
  let isWanted = false
  /** The time for claims: where the clock goes back, what was due remains so. */
  let latest = 0
  let claiming: Promise<void> | undefined
  let isBeating = false
  /** Whether the store may hold this process for alive, under its name of now. */
  let isSeen = false
  let silent = new Map<string, number>()

  // #region deliver
  async function deliver(work: Work): Promise<Outcome> {
    const outcome = await attempt(work)
    const { startAfter } = outcome.delivery
    // Known before the write, during which the clock may jump.
    const wait = startAfter === null ? 0 : Date.parse(startAfter) - clock.now()
    await write(outcome.delivery)
    release(work.delivery)
    if (startAfter !== null)
      later(wait, () => wake(startAfter))
    return outcome
  }
  // #endregion deliver

  // #region attempt
  async function attempt(work: Work): Promise<Outcome> {
    const { delivery } = work
    const stop = new AbortController()
    running.set(delivery, stop)
    try {
      await handle(work, stop)
      return { delivery: completed(delivery, clock.now()) }
    }
    catch (error) {
      return { delivery: failed(delivery, error), error }
    }
  }
  // #endregion attempt

  function handle({ message, delivery }: Work, stop: AbortController) {
    const to = subscribers.get(delivery.subscriber)!
    return inTime(() => to.handle(message, { attempt: delivery.attempts, stopped: () => stop.signal }), { timeout: to.timeout, clock, stop })
  }

  function failed(delivery: Delivery, error: unknown) {
    const { policy } = subscribers.get(delivery.subscriber) ?? { policy: policies.async }
    return afterFailure(delivery, error, { policy, now: clock.now(), random })
  }

  /** What a handler did is done: it is written down as soon as the database takes it, however long that lasts. */
  async function write(delivery: Delivery, failures = 0): Promise<void> {
    if (isStopped)
      return
    try {
      await store.settle(delivery)
      onDelivery(delivery)
    }
    catch (error) {
      onError(error)
      await new Promise<void>(resolve => later(backoff(failures + 1, policies.async, random), resolve))
      await write(delivery, failures + 1)
    }
  }

  // #region claim
  async function claimAll() {
    while (isDue() && taken < concurrency) {
      latest = Math.max(latest, clock.now())
      const limit = Math.min(concurrency - taken, MOST_CLAIMED)
      isWanted = false
      isSeen = true
      const found = await store.claim({ subscribers: [...subscribers.keys()], worker: id, now: latest, limit })
      taken += found.length
      found.forEach(work => void start(work))
      isWanted ||= found.length === limit
    }
  }
  // #endregion claim

  /** Looks for due deliveries, once more if a look is under way. `date` is one that has come, even where the clock went back since. */
  function wake(date?: string) {
    isWanted = true
    latest = Math.max(latest, date === undefined ? 0 : Date.parse(date))
    claiming ??= claimAll().catch(giveUp).finally(() => {
      claiming = undefined
      settleIdle()
    })
    return claiming
  }

  function giveUp(error: unknown) {
    rename()
    onError(error)
  }

  function start(work: Work) {
    onDelivery(work.delivery)
    keepAlive()
    return deliver(work)
  }

  function release(delivery: Delivery) {
    running.delete(delivery)
    taken -= 1
    if (delivery.lane !== null || (isDue() && taken <= concurrency / 2))
      wake()
    else
      settleIdle()
  }

  /** After a call that failed, locks may be held that nobody here knows of: they are left to expire, under the old name. */
  function rename() {
    id = newName()
    isSeen = false
  }

  function later(ms: number, callback: () => unknown) {
    if (isStopped)
      return void callback()
    const cancel = clock.after(ms, () => {
      timers.delete(cancel)
      return callback()
    })
    timers.add(cancel)
  }

  function watch() {
    later(poll, () => {
      if (isRunning)
        watch()
      return wake()
    })
  }

  // #region leases
  /** Says now and then that this process lives, and looks whether the others do: by counting, since clocks may jump. */
  function keepAlive() {
    if (isBeating || !store.isShared)
      return
    isBeating = true
    later(lease / BEATS, async () => {
      await Promise.all([isIdle() ? signOff() : beat(), isRunning && takeOver()]).catch(onError)
      isBeating = false
      if (!isStopped && (isRunning || running.size > 0))
        keepAlive()
    })
  }

  const names = () => new Set([...running.keys()].map(({ lockedBy }) => lockedBy!))

  async function beat() {
    for (const name of names())
      await store.beat(name, clock.now())
  }

  /** A process without work need not be looked after. It comes back under another name. */
  async function signOff() {
    if (!isSeen)
      return
    const name = id
    rename()
    await store.giveBack(name, [], clock.now())
  }

  async function takeOver() {
    const seen = new Map<string, number>()
    const mine = names().add(id)
    for (const other of (await store.leases()).filter(({ worker }) => !mine.has(worker))) {
      const key = `${other.worker} ${other.seenAt}`
      const beats = (silent.get(key) ?? 0) + 1
      seen.set(key, beats)
      if (beats > BEATS && await store.expire(other, clock.now()) > 0)
        wake()
    }
    silent = seen
  }
  // #endregion leases

  const isDue = () => isRunning && isWanted
  const isIdle = () => taken === 0 && !claiming && !isDue()

  function settleIdle() {
    if (isIdle())
      whenIdle.splice(0).forEach(resolve => resolve())
  }

  return {
    /** Name under which this process locks. */
    id: () => id,
    start,
    wake,
    rename,
    /** Takes a place for a delivery that is to run as soon as it is stored; false when there is none, or not running. */
    reserve: (isUrgent: boolean) => {
      const isFree = isUrgent || (isRunning && taken < concurrency)
      taken += isFree ? 1 : 0
      isSeen ||= isFree
      return isFree
    },
    /** Gives up places that were reserved. */
    free: (places: number) => {
      taken -= places
      settleIdle()
    },
    run() {
      isRunning = true
      wake()
      watch()
      keepAlive()
    },
    /** Resolves when nothing runs and nothing is due. */
    idle: () => isIdle() ? Promise.resolve() : new Promise<void>(resolve => whenIdle.push(resolve)),
    /** Takes no more deliveries, waits `grace` milliseconds for those that run, and gives back the others. */
    async stop(grace: number) {
      isRunning = false
      const ended = new Promise<void>(resolve => isIdle() ? resolve() : whenIdle.push(resolve))
      await Promise.race([ended, new Promise<void>(resolve => later(grace, resolve))])
      isStopped = true
      await claiming
      const left = [...running.keys()]
      const mine = isSeen ? names().add(id) : names()
      running.forEach(stop => stop.abort(new Error('The bus stopped')))
      timers.forEach(cancel => cancel())
      for (const name of mine)
        await store.giveBack(name, left.filter(({ lockedBy }) => lockedBy === name), clock.now())
    },
  }
}
