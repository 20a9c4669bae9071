import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export interface Order { id: string }

export interface Transaction {
  insertOrder: (order: Order) => Promise<void>
  /** A row of the outbox: a message that is to be published. */
  insertMessage: (id: string) => Promise<void>
}

const start = { at: -1 }
const outbox = new Set<string>()
let committed = 0

/** All that `work` inserts is stored, or nothing where it or the commit fails. */
export async function transaction(work: (tx: Transaction) => Promise<unknown>): Promise<void> {
  const orders: string[] = []
  const messages: string[] = []
  const insertInto = (rows: string[]) => async (id: string) => {
    await wait(50)
    rows.push(id)
  }
  await work({ insertOrder: ({ id }) => insertInto(orders)(id), insertMessage: insertInto(messages) })
  await wait(50)
  if (isFault('rolled-back') && orders.includes('O-2'))
    throw new Error('commit refused')
  orders.forEach(id => note('stored', { id }, `database: ${id} stored`))
  messages.forEach(id => outbox.add(id))
  if (++committed === 1 && isFault('crash')) {
    note('died', {}, 'process: dies after its commit, and starts again')
    await new Promise(() => {})
  }
}

/** Rejects while the broker is down. */
export async function publish(id: string): Promise<void> {
  await wait(50)
  if (isFault('broker-down') && Date.now() - start.at < 2500)
    throw new Error('broker is down')
  note('published', { id }, `broker: ${id} published`)
}

/** The messages of the outbox, the oldest first. */
export async function pending(): Promise<string[]> {
  await wait(20)
  return [...outbox]
}

/** Takes a message out of the outbox. */
export async function remove(id: string): Promise<void> {
  await wait(20)
  outbox.delete(id)
}

/** Two orders, half a second apart. Where the handler throws, the customer reads an error. */
export function onOrder(handler: (order: Order) => unknown): void {
  start.at = Date.now()
  for (const [index, id] of ['O-1', 'O-2'].entries()) {
    setTimeout(() => void serve({ id }, handler), 500 * index)
  }
}

async function serve(order: Order, handler: (order: Order) => unknown): Promise<void> {
  try {
    await handler(order)
  }
  catch (error) {
    note('failed', { id: order.id }, `customer reads: ${order.id} failed, ${String(error)}`)
  }
}

/** Calls the relay each second, once the last call is over, whatever came of it, for six seconds. */
export function everySecond(relay: () => unknown): void {
  void (async () => {
    for (let n = 0; n < 6; n++) {
      await wait(1000)
      try {
        await relay()
      }
      catch (error) {
        console.debug(`relay: ${String(error)}`)
      }
    }
  })()
}
