import type { SqlStore } from '../../../snippets/bus/sql-store.ts'
import { expect } from 'vitest'
import { StoreError } from '../../../snippets/bus/database-errors.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { seeded } from './kit.ts'

interface Load {
  seed: number
  /** Published at least. */
  messages: number
  /** Whether faults are to come yet: then more is published. */
  areFaultsLeft?: () => boolean
  /** Called after each publish, with how many there were. */
  onPublished?: (count: number) => void
  /** Resolves when it is worth while to publish again after a failure. */
  recovered?: () => Promise<unknown>
}

const PUBLISHERS = 5
/** Milliseconds. A process that lives may be taken for dead on a busy machine: its messages are handled twice then, and none is lost. */
const LEASE = 100

/**
 * Publishes numbered messages and handles them while faults befall the database, each message until it is stored; then all are
 * there once, handled and settled, what was handled twice was taken from a process that could not say so, and all who were told
 * of a fault were told in plain words.
 */
export async function expectNoLoss(store: SqlStore, { seed, messages, areFaultsLeft = () => false, onPublished, recovered }: Load) {
  const random = seeded(seed)
  const errors: unknown[] = []
  const runs = new Map<number, number>()
  const completed = new Set<string>()
  let published = 0
  let answered = 0
  let arrived = () => {}
  const allArrived = new Promise<void>((resolve) => {
    arrived = () => answered === published && completed.size === published && !areFaultsLeft() ? resolve() : undefined
  })

  const bus = createBus<{ departed: number }>({ store, lease: LEASE, poll: LEASE, random: () => random() / 10, onError: error => errors.push(error) })
  bus.live.on('delivery', ({ data }) => {
    if (data.state === 'completed')
      completed.add(data.messageId)
    arrived()
  })
  await untilStored(() => bus.subscribe('departed', async ({ data }) => {
    await Promise.resolve()
    runs.set(data, (runs.get(data) ?? 0) + 1)
  }, { name: 'email', retry: { attempts: 1_000_000 } }))
  await bus.start()

  async function untilStored(call: () => Promise<unknown>): Promise<void> {
    try {
      await call()
    }
    catch (error) {
      errors.push(error)
      await recovered?.()
      return untilStored(call)
    }
  }

  async function publish(number: number): Promise<void> {
    await untilStored(() => bus.publish('departed', number, { idempotencyKey: `departed ${number}` }))
    answered += 1
    onPublished?.(answered)
  }

  await Promise.all(Array.from({ length: PUBLISHERS }, async () => {
    while (published < messages || areFaultsLeft())
      await publish(published++)
  }))
  arrived()
  await allArrived
  await bus.stop()

  const [stored, deliveries] = [await store.messages(), await store.deliveries()]
  const dataOf = new Map(stored.map(({ id, data }) => [id, data as number]))
  const repeated = deliveries.filter(({ messageId }) => runs.get(dataOf.get(messageId)!)! > 1)
  expect(stored.map(({ data }) => data).toSorted((a, b) => a - b)).toEqual(Array.from({ length: published }, (_, number) => number))
  expect(deliveries.filter(({ state, lockedBy }) => state !== 'completed' || lockedBy !== null)).toEqual([])
  expect(deliveries).toHaveLength(published)
  expect(runs.size).toBe(published)
  expect(repeated.filter(({ attempts, lastError }) => attempts === 1 || lastError?.name !== 'WorkerLostError')).toEqual([])
  expect(errors.filter(error => !(error instanceof StoreError) || error.trouble !== 'unreachable')).toEqual([])
  expect(errors.length).toBeGreaterThan(0)
  console.log(`seed ${seed}: ${published} messages, ${errors.length} calls failed, ${repeated.length} handled more than once`)
}
