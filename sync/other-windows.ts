import type { GenericSchema } from 'valibot'
import * as v from 'valibot'

/** A message from one window to the others: `from` is the window, `n` its count of messages, so that one that comes by two ways is taken once. */
const envelope = v.strictObject({ from: v.string(), n: v.number(), key: v.string(), message: v.unknown() })
export type Envelope = v.InferOutput<typeof envelope>

/** Names this window among those that show the deck; not by `randomUUID`, which a page of another device, without HTTPS, has not. */
export const windowId = Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(36).padStart(2, '0')).join('')

/** Between all windows of this browser that show this deck, the presenter's and the audience's; a deck at another address has its own. */
const channel = new BroadcastChannel(`deck ${import.meta.env.BASE_URL}`)
const carriers: ((envelope: Envelope) => void)[] = [envelope => channel.postMessage(envelope)]
const listeners = new Map<string, Set<(message: unknown) => void>>()
const joinListeners = new Set<() => void>()
/** The count of the last message taken from each window under each key. */
const lastCounts = new Map<string, number>()
let sent = 0

/** Calls the listener with what is of the schema; says in one line that something else was dropped. */
export function ifValid<Message>(schema: GenericSchema<unknown, Message>, listener: (message: Message) => void): (data: unknown) => void {
  return (data) => {
    const { success, output, issues } = v.safeParse(schema, data, { abortEarly: true })
    if (success)
      listener(output)
    else
      console.warn(`A message of another window was dropped: ${issues[0].message.slice(0, 200)}`)
  }
}

const receive = ifValid(envelope, ({ from, n, key, message }) => {
  const sender = `${from} ${key}`
  if (from === windowId || n <= (lastCounts.get(sender) ?? 0))
    return
  lastCounts.set(sender, n)
  for (const listener of listeners.get(key) ?? [])
    listener(message)
})
channel.onmessage = ({ data }: MessageEvent<unknown>) => receive(data)

/**
 * Calls the listener with every message that another window broadcasts under this key, and that is of this schema: any page of
 * this site may speak on the channel.
 * @returns a function that removes the listener
 */
export function onBroadcast<Message>(key: string, schema: GenericSchema<unknown, Message>, listener: (message: Message) => void): () => void {
  const ofKey = listeners.get(key) ?? new Set()
  const own = ifValid(schema, listener)
  listeners.set(key, ofKey.add(own))
  return () => void ofKey.delete(own)
}

/**
 * Sends a message to the other windows; this one does not get it.
 * @param message plain data, which JSON can carry
 */
export function broadcast(key: string, message: unknown): void {
  const envelope = { from: windowId, n: ++sent, key, message }
  carriers.forEach(carry => carry(envelope))
}

let clockOffset = 0
let mayWrite = true
const rightsListeners = new Set<(mayWrite: boolean) => void>()

/** Calls the listener, now and at each change, with whether the others take what this window tells: in a room, the presenter's link is needed. */
export function onRights(listener: (mayWrite: boolean) => void): void {
  rightsListeners.add(listener)
  listener(mayWrite)
}

/** Milliseconds of a clock that all windows share, whatever their devices' clocks say: the room's, or `Date.now()` without one. */
export const sharedNow = () => Date.now() + clockOffset

/** Calls the listener each time this window joins windows on other devices: it does not know what they did before, nor they what it did. */
export function onJoin(listener: () => void): void {
  joinListeners.add(listener)
}

/** The secret of the presenter's link, `#key=…`, which this tab keeps. */
function presentersKey(): string {
  const given = /^#key=([\w-]+)$/.exec(location.hash)?.[1]
  if (given)
    sessionStorage.setItem('deck room', given)
  return sessionStorage.getItem('deck room') ?? ''
}

// While writing there is a room, and `npm run present` says in the page that there is one.
if (typeof document !== 'undefined' && (import.meta.env.DEV || document.querySelector('meta[name="deck-room"]'))) {
  const key = presentersKey()
  void import('./room').then(({ joinRoom }) => {
    const onJoin = () => joinListeners.forEach(listener => listener())
    const onRights = (isGiven: boolean) => {
      mayWrite = isGiven
      rightsListeners.forEach(listener => listener(isGiven))
    }
    carriers.push(joinRoom(key, { receive, onJoin, onRights, onOffset: offset => clockOffset = offset }))
  })
}
