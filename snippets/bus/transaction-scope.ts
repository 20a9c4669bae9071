import { InsideTransactionError } from './errors.ts'

/** The part of Node's AsyncLocalStorage that is needed. */
interface Context<T> { run: <R>(value: T, work: () => R) => R, getStore: () => T | undefined }
interface Scope { isOpen: boolean }

/** Node follows a function through its awaits; a browser only to the first one, and what comes after that waits in vain: see `turns.ts`. */
function createContext(): Context<Scope> {
  const builtin = globalThis.process?.getBuiltinModule?.('node:async_hooks')
  return builtin ? new builtin.AsyncLocalStorage<Scope>() : untilFirstAwait()
}

function untilFirstAwait<T>(): Context<T> {
  let current: T | undefined
  return {
    getStore: () => current,
    run(value, work) {
      const before = current
      current = value
      try {
        return work()
      }
      finally {
        current = before
      }
    },
  }
}

const contexts = new WeakMap<object, Context<Scope>>()

/**
 * Knows, for all that is one database, which calls stand inside a transaction of it. On a database with one connection a call
 * that does not go through the transaction would wait for its end, and the transaction for the call.
 */
export function transactionScope(database: object) {
  const context = contexts.get(database) ?? createContext()
  contexts.set(database, context)

  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      const scope: Scope = { isOpen: true }
      try {
        return await context.run(scope, work)
      }
      finally {
        scope.isOpen = false
      }
    },

    /** Work of the bus itself, whoever set it going. */
    outside: <T>(work: () => T) => context.run({ isOpen: false }, work),

    /** @throws {InsideTransactionError} the call stands inside a transaction */
    refuseInside(call: string) {
      if (context.getStore()?.isOpen)
        throw new InsideTransactionError(`${call} inside a transaction would wait for its end: give it the transaction as { tx }, or call it afterwards`)
    },
  }
}
