import type { GenericSchema } from 'valibot'
import type { Packet } from './protocol.ts'
import * as v from 'valibot'
import { EVENT_NAMES, SUBSCRIBERS } from './roles.ts'

/** Most rows that a page asks for, and most messages that it publishes, at once. */
const MOST = 10_000

const text = v.pipe(v.string(), v.maxLength(100_000))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const few = v.pipe(count, v.maxValue(MOST))
/** What else a delivery holds is left out. */
const key = v.object({ messageId: text, subscriber: text })
const query = {
  state: v.nullable(v.picklist(['created', 'active', 'retry', 'completed', 'failed', 'cancelled'])),
  search: text,
  offset: count,
  limit: few,
}

function call<Method extends string, const Args extends v.TupleItems>(method: Method, args: Args) {
  return v.strictObject({ kind: v.literal('call'), id: text, method: v.literal(method), args: v.strictTuple(args) })
}

const storage = v.strictObject({
  kind: v.picklist(['file', 'memory']),
  reason: v.nullable(v.picklist(['no-locks', 'no-files', 'damaged', 'lost'])),
  detail: v.nullable(text),
})

const packets = v.variant('kind', [
  v.strictObject({ kind: v.literal('hello') }),
  v.strictObject({ kind: v.literal('ready'), server: text, storage }),
  v.variant('method', [
    call('snapshot', [v.strictObject({ ...query, selected: v.nullable(key) })]),
    call('rows', [v.strictObject(query)]),
    call('publish', [v.picklist(EVENT_NAMES), few]),
    call('setSwitch', [v.picklist([...SUBSCRIBERS, 'idempotent']), v.boolean()]),
    call('setPaused', [v.picklist(SUBSCRIBERS), v.boolean()]),
    call('setAbsent', [v.picklist(SUBSCRIBERS), v.boolean()]),
    call('retry', [key]),
    call('replay', [key]),
    call('cancel', [key]),
    call('redrive', []),
    call('run', [text]),
    call('reset', []),
  ]),
  v.strictObject({ kind: v.literal('answer'), id: text, value: v.optional(v.unknown()), error: v.optional(text) }),
  v.strictObject({ kind: v.literal('changed') }),
  v.strictObject({ kind: v.literal('trouble'), error: text }),
  v.strictObject({ kind: v.literal('restart') }),
])

/** What pages and the worker say to each other; what a call answers is the worker's. */
const packetSchema = packets as GenericSchema<unknown, Packet>

/** Calls the listener with a packet; says in one line that something else was dropped. */
export function ifPacket(listener: (packet: Packet) => void): (event: MessageEvent<unknown>) => void {
  return ({ data }) => {
    const { success, output, issues } = v.safeParse(packetSchema, data, { abortEarly: true })
    if (success)
      listener(output)
    else
      console.warn(`A message on the console's channel was dropped: ${issues[0].message.slice(0, 200)}`)
  }
}
