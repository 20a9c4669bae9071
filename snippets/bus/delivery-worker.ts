/*
 * A worker is in one of four modes. `waiting`, on a store that processes share, until it is told to run: it attempts only
 * what a publisher waits for. `running`: it claims what is due, at once when it is woken, and by polling. `draining`, once
 * told to stop: it claims nothing, what runs may end. `stopped`: nothing is written any more, what still ran was given back.
 *
 * While it runs, what makes it claim is a request, kept until a claim has seen all that is due (`claimRequested`), since only
 * one claim is under way at a time (`claiming`). Each delivery takes one of `concurrency` places, from before it is stored or
 * after it was claimed, until its outcome is written. What publishers take while a claim is under way, the claim has counted as
 * free: what it brought too much waits for a place (`overbooked`). Its name and its heartbeats are in `worker-lease.ts`.
 */
import type { DeliveryQueue } from './message-store.ts'
import type { Delivery, Message, Work } from './message.ts'
import type { RetryPolicy } from './retry-policy.ts'
import type { Clock } from './system.ts'
import type { Tracing } from './tracing.ts'
import { readableError } from './error-record.ts'
import { StoppedBusError } from './errors.ts'
import { inTime } from './in-time.ts'
import { copyJson } from './json-data.ts'
import { afterFailure, backoff, completed, policies } from './retry-policy.ts'
import { systemRandom } from './system.ts'
import { createTimers } from './timers.ts'
import { createUuidV7 } from './uuid-v7.ts'
import { beatInterval, createLease } from './worker-lease.ts'

/** How the deliveries of one subscriber are attempted. */
export interface Attempts {
  handle: (message: Message, run: { attempt: number, stopped: () => AbortSignal }) => unknown
  /** After an attempt that is the last one of its delivery: failed, or completed with what the handler returned. */
  answer: (message: Message, delivery: Delivery, result: unknown) => Promise<void>
  policy: RetryPolicy
  /** Milliseconds. */
  timeout: number
}

/** What became of a delivery, and the error as it was thrown. */
export interface Outcome { delivery: Delivery, error?: unknown, result?: unknown }

interface WorkerOptions {
  store: DeliveryQueue & { isShared: boolean }
  clock: Clock
  random: () => number
  concurrency: number
  poll: number
  lease: number
  tracing: Pick<Tracing, 'process'>
  /** By the subscriber's name; what it does not hold is left to other processes. */
  subscribers: ReadonlyMap<string, Attempts>
  onDelivery: (delivery: Delivery) => void
  /** Now and then, while it runs: for what says that this process lives. */
  onBeat: () => Promise<void>
  onWarning: (warning: string) => void
  onError: (error: unknown) => void
}

type WorkerMode = 'waiting' | 'running' | 'draining' | 'stopped'

/** Deliveries claimed in one transaction at most. */
const MAX_CLAIM = 1000

/** Runs deliveries: claims those that are due, attempts them, writes what became of them, and takes over from the dead. */
export function createWorker({
  store,
  clock,
  random,
  concurrency,
  poll,
  lease: leaseTime,
  tracing,
  subscribers,
  onDelivery,
  onBeat,
  onWarning,
  onError,
}: WorkerOptions) {
  const attempts = new Map<Delivery, { message: Message, stop: AbortController }>()
  let overbooked: Work[] = []
  const started = new WeakSet<Delivery>()
  const timers = createTimers(clock)
  const whenIdle: (() => void)[] = []
  const lease = createLease({ store, clock, newName: createUuidV7(clock.now, systemRandom), namesInUse: lockedUnder, onTakeOver: wake, onLost: abandon })
  let mode: WorkerMode = store.isShared ? 'waiting' : 'running'
  let takenPlaces = 0
  let claimRequested = false
  let claiming: Promise<void> | undefined
  /** The time for claims: where the clock goes back, what was due remains so. */
  let claimTime = 0
  let isWatching = false
  let isKeptAlive = false
  /** The last heartbeat, which the store may not have answered yet. */
  let beating: Promise<unknown> = Promise.resolve()

  async function deliver(work: Work): Promise<Outcome> {
    if (!subscribers.has(work.delivery.subscriber))
      return handBack(work)
    const outcome = await attempt(work)
    const { startAfter } = outcome.delivery
    // Known before the write, during which the clock may jump.
    const wait = startAfter === null ? 0 : Date.parse(startAfter) - clock.now()
    await write(work.message, outcome)
    release(work.delivery)
    if (startAfter !== null)
      timers.after(wait, () => wake(startAfter))
    return outcome
  }

  // #region attempt
  async function attempt(work: Work): Promise<Outcome> {
    const { delivery } = work
    const stop = new AbortController()
    attempts.set(delivery, { message: work.message, stop })
    try {
      const result = await handle(work, stop)
      return { delivery: succeeded(delivery), result }
    }
    catch (error) {
      return { delivery: failed(delivery, error), error }
    }
  }
  // #endregion attempt

  function handle(work: Work, stop: AbortController) {
    return tracing.process(work.message, work.delivery, () => handleInTime(work, stop))
  }

  function handleInTime({ message, delivery }: Work, stop: AbortController) {
    const to = subscribers.get(delivery.subscriber)!
    const isAlone = delivery.lane !== null
    return inTime(() => to.handle({ ...message, data: copyJson(message.data) }, { attempt: delivery.attempts, stopped: () => stop.signal }), {
      timeout: to.timeout,
      clock,
      stop,
      patience: isAlone ? to.timeout : 0,
      onOverlap: () => onWarning(`Message ${message.id}: ${delivery.subscriber} goes on after twice its time; the next message of its lane overlaps it`),
    })
  }

  /** Its subscriber left this process since it was claimed: it is due for another, or for its return. */
  async function handBack({ message, delivery }: Work): Promise<Outcome> {
    attempts.set(delivery, { message, stop: new AbortController() })
    await insist(() => store.giveBack([delivery], clock.now()))
    release(delivery)
    return { delivery, error: new Error(`${delivery.subscriber} has left this process`) }
  }

  function succeeded(delivery: Delivery) {
    return completed(delivery, clock.now())
  }

  function failed(delivery: Delivery, error: unknown) {
    const { policy } = subscribers.get(delivery.subscriber) ?? { policy: policies.async }
    return afterFailure(delivery, readableError(error), { policy, now: clock.now(), random })
  }

  async function isStoredAs({ messageId, subscriber, attempts }: Delivery, expected: Pick<Delivery, 'state' | 'lockedBy'>) {
    const [stored] = await store.deliveries({ messageId, subscriber })
    return stored !== undefined && stored.attempts === attempts && stored.state === expected.state && stored.lockedBy === expected.lockedBy
  }

  /** Whether a write that seemed to fail was done: its answer was lost. */
  const isRecorded = (delivery: Delivery) => isStoredAs(delivery, { state: delivery.state, lockedBy: null })
  /** Whether it was neither taken from this process nor erased. */
  const isHeld = (delivery: Delivery) => isStoredAs(delivery, { state: 'active', lockedBy: delivery.lockedBy })

  /** What a handler did is done: it is written down. */
  function write(message: Message, { delivery, result }: Outcome) {
    return insist(async (failures) => {
      if (message.replyBy !== null && delivery.state !== 'retry' && await isHeld(delivery))
        await subscribers.get(delivery.subscriber)?.answer(message, delivery, result)
      if (await store.settle(delivery) || (failures > 0 && await isRecorded(delivery)))
        onDelivery(delivery)
      else
        onWarning(`Message ${message.id}: what ${delivery.subscriber} did came after its lease was over or its message was erased, and is not recorded`)
    })
  }

  /** Writes as soon as the database takes it, however long that lasts, unless the worker stops meanwhile. */
  async function insist(action: (failures: number) => Promise<unknown>, failures = 0): Promise<void> {
    if (mode === 'stopped')
      return
    try {
      await action(failures)
    }
    catch (error) {
      onError(error)
      await new Promise<void>(resolve => timers.after(backoff(failures + 1, policies.async, random), resolve))
      await insist(action, failures + 1)
    }
  }

  async function claimAll() {
    while (mustClaim() && takenPlaces < concurrency) {
      claimTime = Math.max(claimTime, clock.now())
      const limit = Math.min(concurrency - takenPlaces, MAX_CLAIM)
      claimRequested = false
      lease.list()
      const found = await store.claim({ subscribers: [...subscribers.keys()], worker: lease.name(), now: claimTime, limit })
      overbooked.push(...found)
      fillPlaces()
      claimRequested ||= found.length === limit
    }
  }

  /** Looks for due deliveries, once more if a look is under way. `date` is one that has come, even where the clock went back since. */
  function wake(date?: string): Promise<void> {
    claimRequested = true
    claimTime = Math.max(claimTime, date === undefined ? 0 : Date.parse(date))
    claiming ??= claimAll().catch(giveUpClaim).finally(() => {
      claiming = undefined
      // Requested after the last look.
      if (mustClaim() && takenPlaces < concurrency)
        wake()
      else
        settleIdle()
    })
    return claiming
  }

  /** As `wake`, once that date has come. */
  function wakeAt(date: string) {
    const wait = Date.parse(date) - clock.now()
    return wait <= 0 ? wake(date) : timers.after(wait, () => wake(date))
  }

  function fillPlaces() {
    if (mode !== 'running')
      return
    const places = Math.min(overbooked.length, concurrency - takenPlaces)
    takenPlaces += places
    overbooked.splice(0, places).forEach(work => void start(work))
  }

  function giveUpClaim(error: unknown) {
    lease.rename()
    onError(error)
  }

  function start(work: Work) {
    started.add(work.delivery)
    onDelivery(work.delivery)
    keepAlive()
    return deliver(work)
  }

  function release(delivery: Delivery) {
    attempts.delete(delivery)
    takenPlaces -= 1
    fillPlaces()
    if (delivery.lane !== null || (mustClaim() && takenPlaces <= concurrency / 2))
      wake()
    else
      settleIdle()
  }

  function watch() {
    timers.after(poll, () => {
      if (mode === 'running')
        watch()
      return wake()
    })
  }

  /** Says now and then that this process lives, and looks whether the others do. */
  function keepAlive() {
    if (isKeptAlive || !store.isShared)
      return
    isKeptAlive = true
    timers.after(beatInterval(leaseTime), async () => {
      const isRunning = mode === 'running'
      beating = Promise.all([isIdle() ? lease.signOff() : lease.beat(), isRunning && lease.takeOver(), isRunning && onBeat()])
      await beating.catch(onError)
      isKeptAlive = false
      if (mode === 'running' || (mode !== 'stopped' && attempts.size > 0))
        keepAlive()
    })
  }

  /** Others took this process for dead, and run its deliveries: what it is at is over. */
  function abandon(name: string) {
    overbooked = overbooked.filter(({ delivery }) => delivery.lockedBy !== name)
    for (const [delivery, { stop }] of attempts) {
      if (delivery.lockedBy === name)
        stop.abort(new Error('Another process took over this delivery: this one gave no sign of life'))
    }
  }

  function lockedUnder() {
    return new Set(held().map(({ lockedBy }) => lockedBy!))
  }

  function held() {
    return [...attempts.keys(), ...overbooked.map(({ delivery }) => delivery)]
  }

  /** Messages of that subject were erased: what runs for them is over. */
  function forsake(subject: string) {
    overbooked = overbooked.filter(({ message }) => message.subject !== subject)
    for (const { message, stop } of attempts.values()) {
      if (message.subject === subject)
        stop.abort(new Error('Its message was erased'))
    }
  }

  const mustClaim = () => mode === 'running' && claimRequested
  const isIdle = () => takenPlaces === 0 && !claiming && !mustClaim()

  function settleIdle() {
    if (isIdle())
      whenIdle.splice(0).forEach(resolve => resolve())
  }

  return {
    /** Name under which this process locks. */
    id: lease.name,
    start,
    wake,
    wakeAt,
    forsake,
    rename: lease.rename,
    /** Starts those with a place that nobody started: their subscriber left this process while they were stored. */
    startOthers(works: Work[]) {
      works.filter(({ delivery }) => delivery.state === 'active' && !started.has(delivery)).forEach(work => void start(work))
    },
    /** Takes a place for a delivery that is to run as soon as it is stored; false when there is none, or not running. */
    reserve: (isUrgent: boolean) => {
      const isFree = isUrgent || (mode === 'running' && takenPlaces < concurrency)
      if (isFree) {
        takenPlaces += 1
        lease.list()
      }
      return isFree
    },
    /** Gives up places that were reserved. */
    free: (places: number) => {
      takenPlaces -= places
      fillPlaces()
      settleIdle()
    },
    isRunning: () => mode === 'running',
    isStopped: () => mode === 'stopped',
    /** @throws {StoppedBusError} it was told to stop */
    run() {
      if (mode === 'draining' || mode === 'stopped')
        throw new StoppedBusError('The bus was stopped, and does not start again: create another one on its store')
      mode = 'running'
      wake()
      if (isWatching)
        return
      isWatching = true
      watch()
      keepAlive()
    },
    /** Resolves when nothing runs and nothing is due. */
    idle: () => isIdle() ? Promise.resolve() : new Promise<void>(resolve => whenIdle.push(resolve)),
    /** Takes no more deliveries, waits `grace` milliseconds for those that run, and gives back the others. */
    async stop(grace: number) {
      mode = 'draining'
      const ended = new Promise<void>(resolve => isIdle() ? resolve() : whenIdle.push(resolve))
      await Promise.race([ended, new Promise<void>(resolve => timers.after(grace, resolve))])
      mode = 'stopped'
      await Promise.allSettled([claiming, beating])
      const left = held()
      const own = lease.ownNames()
      attempts.forEach(({ stop }) => stop.abort(new Error('The bus stopped')))
      timers.cancelAll()
      await store.giveBack(left, clock.now())
      for (const name of own)
        await store.signOff(name)
    },
  }
}
