import { nextTask } from './next-task.ts'

/** Writes in one transaction at most: a long one makes readers and other processes wait. */
const MAX_GROUP = 1000

interface Waiting<Item, Result> { item: Item, resolve: (result: Result) => void, reject: (error: unknown) => void }

/**
 * Gathers the writes of one turn of the event loop into one transaction: a commit waits for the disk once, however many
 * share it. Each caller still learns only of its own, and only once it is durable.
 * @param commit stores all items or none; its results are in their order
 * @param isOneAtFault whether an error can be due to a single item: then each is committed by itself
 * @param turns turns of the event loop before a commit: with more than one, it gives way to the others of that turn
 */
export function createGroupCommit<Item, Result>(commit: (items: Item[]) => Promise<Result[]>, isOneAtFault: (error: unknown) => boolean, turns = 1) {
  const waiting: Waiting<Item, Result>[] = []
  let isCommitting = false

  return (item: Item) => new Promise<Result>((resolve, reject) => {
    waiting.push({ item, resolve, reject })
    if (!isCommitting)
      void commitAll()
  })

  async function commitAll() {
    isCommitting = true
    while (waiting.length > 0) {
      for (let turn = 0; turn < turns; turn++)
        await nextTurn()
      const group = waiting.splice(0, MAX_GROUP)
      await commitGroup(group)
    }
    isCommitting = false
  }

  async function commitGroup(group: Waiting<Item, Result>[]) {
    try {
      const results = await commit(group.map(({ item }) => item))
      group.forEach(({ resolve }, index) => resolve(results[index]!))
    }
    catch (error) {
      if (group.length > 1 && isOneAtFault(error)) {
        for (const one of group)
          await commitGroup([one])
      }
      else {
        group.forEach(({ reject }) => reject(error))
      }
    }
  }
}

/** After all that is ready now has run. */
export const nextTurn: () => Promise<void> = 'setImmediate' in globalThis ? () => new Promise(resolve => setImmediate(resolve)) : nextTask
