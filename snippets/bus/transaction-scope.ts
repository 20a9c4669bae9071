import { InsideTransactionError } from './errors.ts'

/** The part of Node's AsyncLocalStorage that is needed. */
interface Context<T> { run: <R>(value: T, work: () => R) => R, getStore: () => T | undefined }
interface Scope { isOpen: boolean }

/** Node follows a function through its awaits; a browser cannot, and there such a call waits for ever. */
function createContext(): Context<Scope> {
  const builtin = globalThis.process?.getBuiltinModule?.('node:async_hooks')
  return builtin ? new builtin.AsyncLocalStorage<Scope>() : { run: (_, work) => work(), getStore: () => undefined }
}

const contexts = new WeakMap<object, Context<Scope>>()

/**
 * Knows, for all buses on one store, which calls stand inside a transaction of it. On a database with one connection a call
 * that does not go through the transaction would wait for its end, and the transaction for the call.
 */
export function transactionScope(store: object) {
  const context = contexts.get(store) ?? createContext()
  contexts.set(store, context)

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
