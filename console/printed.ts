import type { Delivery, DeliveryState } from '../snippets/bus/message.ts'
import type { SubscriberName } from './roles.ts'
import { createBus } from '../snippets/bus/event-bus.ts'
import { createMemoryStore } from '../snippets/bus/memory-store.ts'
import { createVirtualClock } from '../snippets/bus/virtual-clock.ts'
import { dataOf, storyEvents, subscribeStory } from './story.ts'

/** One attempt: from `start` to `end`, in milliseconds since the message was published. */
export interface Attempt { start: number, end: number, state: DeliveryState }

/** What somebody did, and how the email's delivery stood when all had come to rest. */
export interface Step {
  does: 'publish' | 'retry' | 'replay' | 'once'
  at: number
  state: DeliveryState
  attempts: number
  error: string | null
  emails: number
}

export interface PrintedRun { end: number, attempts: Record<SubscriberName, Attempt[]>, steps: Step[] }

/** When each thing is done: after the one before has come to rest. */
const TIMES = { publish: 0, retry: 11_000, replay: 13_000, once: 15_000 }
const END = 17_000

/** The story that the console is for, by the real bus under virtual time: the same on each run. */
export async function runPrinted(): Promise<PrintedRun> {
  const clock = createVirtualClock()
  const start = clock.now()
  const elapsed = () => clock.now() - start
  const bus = createBus<any, any, any>({ store: createMemoryStore(), events: storyEvents, clock })
  const attempts: PrintedRun['attempts'] = { tracking: [], email: [], salesforce: [] }
  const steps: Step[] = []
  let isDown = true
  let isIdempotent = false
  let emails = 0

  subscribeStory(bus, {
    clock,
    isDown: name => name === 'email' && isDown,
    isIdempotent: () => isIdempotent,
    mail: async () => emails += 1,
  })
  bus.live.on('delivery', ({ data }) => note(data))

  function note({ subscriber, state }: Delivery) {
    const lane = attempts[subscriber as SubscriberName]
    if (state === 'active')
      lane.push({ start: elapsed(), end: elapsed(), state })
    else
      Object.assign(lane.at(-1)!, { end: elapsed(), state })
  }

  async function step(does: Step['does'], work: () => Promise<unknown>, until: number) {
    await work()
    await clock.advance(until - elapsed())
    const [email] = (await bus.deliveries({ subscriber: 'email' }))
    const { state, attempts, lastError } = email!
    steps.push({ does, at: TIMES[does], state, attempts, error: lastError?.message ?? null, emails })
  }

  const { id } = await bus.publish('shipmentDeparted', dataOf('shipmentDeparted', 'S-42'), { subject: 'S-42' })
  await step('publish', async () => {}, TIMES.retry)
  isDown = false
  await step('retry', () => bus.retry(id, 'email'), TIMES.replay)
  await step('replay', () => bus.replay(id, 'email'), TIMES.once)
  isIdempotent = true
  await step('once', () => bus.replay(id, 'email'), END)
  return { end: END, attempts, steps }
}
