import type { MessageLog } from './message-store.ts'
import type { Delivery, ErrorRecord, Message } from './message.ts'
import type { Clock } from './system.ts'
import { envelope } from './envelope.ts'
import { describeError } from './error-record.ts'
import { ReplyTimeoutError, RequestFailedError } from './errors.ts'
import { toJson } from './json-data.ts'

interface RepliesOptions {
  store: Pick<MessageLog, 'messages'>
  clock: Clock
  /** Milliseconds between two looks for a reply. */
  poll: number
  publish: (reply: { message: Message, startAfter: undefined, tx: undefined }) => Promise<unknown>
  source: string
  newId: () => string
}

type Reply = { result: unknown } | { error: ErrorRecord }
interface Waiting { request: Message, resolve: (result: unknown) => void, reject: (error: unknown) => void, end: () => void }

/** One reply to a request, however often it is handled. */
const keyOf = ({ id }: Pick<Message, 'id'>) => `reply to ${id}`
/** Nobody subscribes to a reply: it is looked for by its key. */
export const isReply = ({ causationId, idempotencyKey }: Message) => causationId !== null && idempotencyKey === keyOf({ id: causationId })
const typeOf = ({ type }: Message) => `${type}.reply`.slice(-255)

/** What JSON cannot carry is no reply. */
function resultOf(request: Message, result: unknown): Reply {
  try {
    return { result: toJson(typeOf(request), result) }
  }
  catch (error) {
    return { error: describeError(error) }
  }
}

/** Replies are messages too: stored by the process that handled the request, and looked for by the one that waits. */
export function createReplies({ store, clock, poll, publish, source, newId }: RepliesOptions) {
  const waiting = new Map<string, Waiting>()

  async function look({ request, resolve, reject, end }: Waiting) {
    const [reply] = await store.messages({ type: typeOf(request), idempotencyKey: keyOf(request), limit: 1 })
    if (!reply)
      return
    end()
    const { result, error } = reply.data as { result?: unknown, error?: ErrorRecord }
    error ? reject(new RequestFailedError(`${request.type} failed: ${error.message}`, { cause: error })) : resolve(result)
  }

  function lookAgain(one: Waiting): () => void {
    return clock.after(poll, async () => {
      await look(one).catch(() => {}) // asked again at the next look, until time is over
      if (waiting.has(one.request.id))
        cancels.set(one.request.id, lookAgain(one))
    })
  }

  const cancels = new Map<string, () => void>()

  return {
    waitFor(request: Message, timeout: number): Promise<unknown> {
      const reply = new Promise<unknown>((resolve, reject) => {
        const cancelTimeout = clock.after(timeout, () => {
          end()
          reject(new ReplyTimeoutError(`No reply to ${request.type} ${request.id} within ${timeout} ms: it stays stored, and may yet be handled`))
        })
        function end() {
          cancelTimeout()
          cancels.get(request.id)?.()
          cancels.delete(request.id)
          waiting.delete(request.id)
        }
        const one = { request, resolve, reject, end }
        waiting.set(request.id, one)
        cancels.set(request.id, lookAgain(one))
      })
      reply.catch(() => {}) // whoever asked gets it, though the request could not be stored
      return reply
    },

    /** Stores the reply to a request whose delivery has ended. */
    async answer(request: Message, { state, lastError }: Delivery, result: unknown): Promise<void> {
      const reply: Reply = state === 'completed' ? resultOf(request, result) : { error: lastError! }
      const draft = { kind: 'event', type: typeOf(request), source, data: reply, id: newId(), now: clock.now() } as const
      const message = envelope(draft, {
        cause: request,
        idempotencyKey: keyOf(request),
        ...request.subject !== null && { subject: request.subject },
      })
      await publish({ message, startAfter: undefined, tx: undefined })
      const asker = waiting.get(request.id)
      if (asker)
        await look(asker)
    },

    /** The request was not stored: nobody will reply. */
    forget: ({ id }: Message) => waiting.get(id)?.end(),

    /** Nobody waits any more. */
    stop() {
      waiting.forEach(({ request, end, reject }) => {
        end()
        reject(new ReplyTimeoutError(`The bus stopped before ${request.type} was answered`))
      })
    },
  }
}
