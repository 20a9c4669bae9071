/** Entries of one request to SNS or SQS. */
const MAX_ENTRIES = 10

interface BatcherOptions<Entry> {
  /** Sends a batch: resolves with the error of each entry, undefined where it was taken. A rejection is that of all. */
  send: (entries: Entry[]) => Promise<(Error | undefined)[]>
  bytesOf?: (entry: Entry) => number
  /** Of one batch. */
  maxBytes?: number
}

interface Waiting<Entry> { entry: Entry, resolve: () => void, reject: (error: unknown) => void }

/**
 * Sends entries together: what comes while a batch is under way makes the next one. One batch at a time, so that entries
 * arrive in the order of their calls. The promise of an entry is settled by what became of it alone.
 */
export function createBatcher<Entry>({ send, bytesOf = () => 0, maxBytes = Infinity }: BatcherOptions<Entry>) {
  const waiting: Waiting<Entry>[] = []
  let isSending = false

  async function sendAll() {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, nextCount())
      try {
        const errors = await send(batch.map(({ entry }) => entry))
        batch.forEach(({ resolve, reject }, index) => errors[index] ? reject(errors[index]) : resolve())
      }
      catch (error) {
        batch.forEach(({ reject }) => reject(error))
      }
    }
    isSending = false
  }

  function nextCount() {
    let count = 0
    let bytes = 0
    for (const { entry } of waiting.slice(0, MAX_ENTRIES)) {
      bytes += bytesOf(entry)
      if (count > 0 && bytes > maxBytes)
        break
      count += 1
    }
    return count
  }

  return function add(entry: Entry): Promise<void> {
    const done = new Promise<void>((resolve, reject) => waiting.push({ entry, resolve, reject }))
    if (!isSending) {
      isSending = true
      queueMicrotask(sendAll)
    }
    return done
  }
}

/** The error of each entry by what a batch's answer says failed; entries bear their index as id. */
export function failuresOf(count: number, failed: { Id?: string | undefined, Code?: string | undefined, Message?: string | undefined }[] = []) {
  const errors: (Error | undefined)[] = Array.from({ length: count })
  for (const { Id, Code = 'Unknown', Message = '' } of failed)
    errors[Number(Id)] = Object.assign(new Error(Message), { name: Code })
  return errors
}
