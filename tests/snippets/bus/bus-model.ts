/** How the handlers of a message behave: they never end at their first run, or fail in the first attempts, or do what they ought. */
export interface Behaviour { hangs: boolean, fails: number }
export interface Draft extends Behaviour { key: string | null }
export interface Data extends Behaviour { number: number }

interface Delivery {
  number: number
  subscriber: string
  /** `lost`: active in a process that is gone. */
  state: 'created' | 'active' | 'lost' | 'retry' | 'completed' | 'failed' | 'cancelled'
  /** Not before its retry's time has come. */
  isDue: boolean
  attempts: number
  runs: number
}

export const ATTEMPTS = 3
export const subscribers: Record<string, 'async' | 'serial'> = { email: 'async', status: 'async', stock: 'serial' }

const runs = ({ state }: Delivery) => state === 'active' || state === 'lost'
const waits = ({ state }: Delivery) => state === 'created' || state === 'retry'

/** What the bus promises, in a few lines an operation: no database, no timer, no lock, but what becomes of each delivery. */
export class BusModel {
  count = 0
  messages = new Map<number, Data>()
  deliveries: Delivery[] = []
  keys = new Set<string>()

  /** Of one key, only the first is stored. */
  publish(drafts: Draft[]) {
    for (const { key, ...behaviour } of drafts) {
      const number = this.count++
      if (key !== null && this.keys.has(key))
        continue
      if (key !== null)
        this.keys.add(key)
      this.messages.set(number, { number, ...behaviour })
      for (const subscriber of Object.keys(subscribers))
        this.deliveries.push({ number, subscriber, state: 'created', isDue: true, attempts: 0, runs: 0 })
    }
  }

  /** Runs all that is due. */
  work() {
    for (let delivery = this.due(); delivery; delivery = this.due()) {
      const { hangs, fails } = this.messages.get(delivery.number)!
      delivery.attempts += 1
      delivery.runs += 1
      delivery.isDue = false
      delivery.state = hangs && delivery.runs === 1 ? 'active' : delivery.attempts > fails ? 'completed' : delivery.attempts < ATTEMPTS ? 'retry' : 'failed'
    }
  }

  /** The first one that need not wait for another of its serial subscriber: one that runs, or an earlier message. */
  private due() {
    const isHead = ({ number, subscriber }: Delivery) => !this.deliveries.some(other => other.subscriber === subscriber
      && (runs(other) || (waits(other) && other.number < number)))
    return this.deliveries.find(delivery => waits(delivery) && delivery.isDue && (subscribers[delivery.subscriber] === 'async' || isHead(delivery)))
  }

  /** So much time passes that no retry is still to come, and that a process which is gone is known to be dead. */
  wait() {
    for (let changed = true; changed;) {
      const changing = this.deliveries.filter(({ state, isDue }) => state === 'lost' || (state === 'retry' && !isDue))
      for (const delivery of changing) {
        delivery.isDue = true
        delivery.state = delivery.state === 'lost' && delivery.attempts === ATTEMPTS ? 'failed' : 'retry'
      }
      changed = changing.length > 0
      this.work()
    }
  }

  /** The process is killed, and another one starts. */
  crash() {
    this.deliveries.filter(runs).forEach(delivery => delivery.state = 'lost')
    this.work()
  }

  /** Makes due again what matches and does not run; returns how many. */
  requeue(matches: (delivery: Delivery) => boolean) {
    const found = this.deliveries.filter(delivery => matches(delivery) && !runs(delivery))
    found.forEach(delivery => Object.assign(delivery, { state: 'created', isDue: true, attempts: 0 }))
    return found.length
  }

  cancel(matches: (delivery: Delivery) => boolean) {
    const found = this.deliveries.filter(delivery => matches(delivery) && waits(delivery))
    found.forEach(delivery => delivery.state = 'cancelled')
    return found.length
  }

  see() {
    return {
      messages: [...this.messages.values()],
      deliveries: this.deliveries.map(({ number, subscriber, state, attempts, runs }) =>
        `${number} ${subscriber}: ${state === 'lost' ? 'active' : state}, ${attempts} attempts, ${runs} runs`).sort(),
    }
  }
}
