/** How the handlers of a message behave: they never end at their first run, or fail in the first attempts, or do what they ought. */
export interface Behaviour { hangs: boolean, fails: number }
export interface Draft extends Behaviour { key: string | null, subject: string | null, isLater: boolean }
export interface Data extends Behaviour { number: number }

interface Message { data: Data, key: string | null, subject: string | null }

interface Delivery {
  number: number
  subscriber: string
  /** `lost`: active in a process that is gone. */
  state: 'created' | 'active' | 'lost' | 'retry' | 'completed' | 'failed' | 'cancelled'
  /** Not before its date, or that of its retry, has come. */
  isDue: boolean
  attempts: number
  maxAttempts: number
  runs: number
}

export interface Where { subscriber?: string, subject?: string }

export const ATTEMPTS = 3
export const subscribers: Record<string, 'async' | 'serial'> = { email: 'async', status: 'async', stock: 'serial' }

const runs = ({ state }: Delivery) => state === 'active' || state === 'lost'
const waits = ({ state }: Delivery) => state === 'created' || state === 'retry'

/** What the bus promises, in a few lines an operation: no database, no timer, no lock, but what becomes of each delivery. */
export class BusModel {
  count = 0
  messages = new Map<number, Message>()
  /** In the order in which they were stored. */
  deliveries: Delivery[] = []
  /** By name, whether it is paused. */
  subscriptions = new Map(Object.keys(subscribers).map(name => [name, false]))

  /** Of one key, only the first is stored. */
  publish(drafts: Draft[]) {
    for (const { key, subject, isLater, ...behaviour } of drafts) {
      const number = this.count++
      if (key !== null && [...this.messages.values()].some(message => message.key === key))
        continue
      this.messages.set(number, { data: { number, ...behaviour }, key, subject })
      for (const subscriber of this.subscriptions.keys())
        this.deliver(number, subscriber, !isLater)
    }
  }

  private deliver(number: number, subscriber: string, isDue = true) {
    const isNew = !this.deliveries.some(delivery => delivery.number === number && delivery.subscriber === subscriber)
    if (isNew)
      this.deliveries.push({ number, subscriber, state: 'created', isDue, attempts: 0, maxAttempts: ATTEMPTS, runs: 0 })
    return isNew ? 1 : 0
  }

  /** Runs all that is due. */
  work() {
    for (let delivery = this.due(); delivery; delivery = this.due()) {
      const { hangs, fails } = this.messages.get(delivery.number)!.data
      delivery.attempts += 1
      delivery.runs += 1
      delivery.isDue = false
      const isLast = delivery.attempts >= delivery.maxAttempts
      delivery.state = hangs && delivery.runs === 1 ? 'active' : delivery.attempts > fails ? 'completed' : isLast ? 'failed' : 'retry'
    }
  }

  /** The first one that need not wait for another of its serial subscriber: one that runs, or was stored earlier. */
  private due() {
    const isHead = (delivery: Delivery, index: number) => !this.deliveries.some((other, earlier) =>
      other.subscriber === delivery.subscriber && (runs(other) || (waits(other) && earlier < index)))
    return this.deliveries.find((delivery, index) => waits(delivery) && delivery.isDue && this.subscriptions.get(delivery.subscriber) === false
      && (subscribers[delivery.subscriber] === 'async' || isHead(delivery, index)))
  }

  /** So much time passes that no retry and no date is still to come, and that a process which is gone is known to be dead. */
  wait() {
    for (let changed = true; changed;) {
      const changing = this.deliveries.filter(delivery => delivery.state === 'lost' || (waits(delivery) && !delivery.isDue))
      for (const delivery of changing) {
        delivery.isDue = true
        if (delivery.state === 'lost')
          delivery.state = delivery.attempts >= delivery.maxAttempts ? 'failed' : 'retry'
      }
      changed = changing.length > 0
      this.work()
    }
  }

  /** The process is killed, and another one starts, with all subscribers. */
  crash() {
    this.deliveries.filter(runs).forEach(delivery => delivery.state = 'lost')
    Object.keys(subscribers).forEach(name => this.subscriptions.set(name, this.subscriptions.get(name) ?? false))
    this.work()
  }

  subscribe(name: string, from: 'now' | 'beginning') {
    this.subscriptions.set(name, false)
    if (from === 'beginning')
      [...this.messages.keys()].forEach(number => this.deliver(number, name))
  }

  /** What runs makes its last attempt. */
  unsubscribe(name: string) {
    this.cancel({ subscriber: name })
    this.deliveries.filter(delivery => delivery.subscriber === name && runs(delivery)).forEach(delivery => delivery.maxAttempts = delivery.attempts)
    return this.subscriptions.delete(name)
  }

  pause(name: string, isPaused: boolean) {
    return this.subscriptions.has(name) && this.subscriptions.set(name, isPaused)
  }

  /** Deletes what nothing runs or waits for. */
  prune() {
    return this.remove(number => !this.deliveries.some(delivery => delivery.number === number && (runs(delivery) || waits(delivery))))
  }

  erase(subject: string) {
    return this.remove(number => this.messages.get(number)!.subject === subject)
  }

  private remove(isGone: (number: number) => boolean) {
    const gone = [...this.messages.keys()].filter(isGone)
    gone.forEach(number => this.messages.delete(number))
    this.deliveries = this.deliveries.filter(({ number }) => this.messages.has(number))
    return gone.length
  }

  /** Makes due again what does not run, for those who still subscribe; returns how many. */
  requeue(where: Where & { number?: number }, states: Delivery['state'][]) {
    const found = this.matching(where).filter(delivery => states.includes(delivery.state) && this.subscriptions.has(delivery.subscriber))
    found.forEach(delivery => Object.assign(delivery, { state: 'created', isDue: true, attempts: 0 }))
    return found.length
  }

  /** And gives it to those who came later. */
  replay(number: number) {
    const again = this.requeue({ number }, ['created', 'retry', 'completed', 'failed', 'cancelled'])
    return [...this.subscriptions.keys()].reduce((count, name) => count + this.deliver(number, name), again)
  }

  cancel(where: Where & { number?: number }) {
    const found = this.matching(where).filter(waits)
    found.forEach(delivery => delivery.state = 'cancelled')
    return found.length
  }

  private matching({ number, subscriber, subject }: Where & { number?: number }) {
    return this.deliveries.filter(delivery => (number === undefined || delivery.number === number)
      && (subscriber === undefined || delivery.subscriber === subscriber)
      && (subject === undefined || this.messages.get(delivery.number)!.subject === subject))
  }

  see() {
    const count = (name: string, matches: (delivery: Delivery) => boolean) =>
      this.deliveries.filter(delivery => delivery.subscriber === name && matches(delivery)).length
    return {
      messages: [...this.messages.values()].map(({ data }) => data),
      deliveries: this.deliveries.map(({ number, subscriber, state, attempts, runs }) =>
        `${number} ${subscriber}: ${state === 'lost' ? 'active' : state}, ${attempts} attempts, ${runs} runs`).sort(),
      subscriptions: [...this.subscriptions].map(([name, isPaused]) => ({
        name,
        isPaused,
        waiting: count(name, waits),
        active: count(name, runs),
        failed: count(name, ({ state }) => state === 'failed'),
      })).sort((a, b) => a.name < b.name ? -1 : 1),
    }
  }
}
