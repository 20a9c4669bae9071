import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export interface Message { id: string, account: string, amount: number }

export interface Transaction {
  /** Inserts a key that is unique: false where it is there already. Waits for a transaction that has it in hand. */
  insertKey: (key: string) => Promise<boolean>
  credit: (account: string, amount: number) => Promise<void>
}

type Handler = (message: Message) => unknown

const messages: Message[] = [
  { id: 'm-1', account: 'A', amount: 50 },
  { id: 'm-2', account: 'B', amount: 20 },
  // Not the first one again: somebody paid twice the same.
  { id: 'm-3', account: 'A', amount: 50 },
]
/** Keys, each with what becomes of the transaction that inserted it. */
const keys = new Map<string, Promise<string>>()
let committed = 0

/** All that `work` writes is stored, or nothing if it throws. */
export async function transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  const credits: { account: string, amount: number }[] = []
  const own: string[] = []
  const { promise: outcome, resolve: end } = Promise.withResolvers<'committed' | 'rolled back'>()
  const tx: Transaction = {
    async insertKey(key) {
      await wait(20)
      while (keys.has(key)) {
        if (own.includes(key) || await keys.get(key) === 'committed')
          return false
      }
      own.push(key)
      keys.set(key, outcome)
      return true
    },
    async credit(account, amount) {
      await wait(100)
      credits.push({ account, amount })
    },
  }
  try {
    const result = await work(tx)
    await wait(20)
    credits.forEach(({ account, amount }) => note('credited', { account, amount }, `database: ${account} gets ${amount}`))
    end('committed')
    committed += 1
    if (isFault('crash') && committed === 1)
      await died()
    return result
  }
  catch (error) {
    own.forEach(key => keys.delete(key))
    end('rolled back')
    throw error
  }
}

/** The process is gone: nothing of it goes on. */
function died(): Promise<never> {
  note('died', {}, 'process: dies after its commit')
  return new Promise(() => {})
}

/** Gives each message to the handler, at least once: again where the process died, or the handler threw. */
export function onMessage(handler: Handler): void {
  messages.forEach((message, index) => void deliver(message, handler, 1000 * index))
}

async function deliver(message: Message, handler: Handler, at: number): Promise<void> {
  await wait(at)
  const isFirst = message === messages[0]
  const attempts = isFirst && isFault('together') ? [attempt(message, handler), attempt(message, handler)] : [attempt(message, handler)]
  const outcomes = await Promise.all(attempts)
  if (outcomes.includes(false) || (isFirst && isFault('twice')))
    await attempt(message, handler)
}

/** Whether the handler got to its end. */
async function attempt(message: Message, handler: Handler): Promise<boolean> {
  note('delivered', { id: message.id }, `queue: delivers ${message.id}`)
  try {
    return await Promise.race([Promise.resolve(handler(message)).then(() => true), wait(600).then(() => false)])
  }
  catch (error) {
    console.debug(`queue: ${message.id} failed, ${String(error)}`)
    return false
  }
}
