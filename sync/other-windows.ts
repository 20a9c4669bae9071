/** Names this window among those that show the deck. */
export const windowId = crypto.randomUUID()

/** One channel between all windows of this browser that show this deck, the presenter's and the audience's; a deck at another address has its own. */
const channel = new BroadcastChannel(`deck ${import.meta.env.BASE_URL}`)
const listeners = new Map<string, Set<(message: any) => void>>()

channel.onmessage = ({ data: { key, message } }: MessageEvent<{ key: string, message: unknown }>) => {
  for (const listener of listeners.get(key) ?? [])
    listener(message)
}

/**
 * Calls the listener with every message that another window broadcasts under this key.
 * @returns a function that removes the listener
 */
export function onBroadcast<Message>(key: string, listener: (message: Message) => void): () => void {
  const ofKey = listeners.get(key) ?? new Set()
  listeners.set(key, ofKey.add(listener))
  return () => void ofKey.delete(listener)
}

/**
 * Sends a message to the other windows; this one does not get it.
 * @param message plain data, which `structuredClone` can copy
 */
export function broadcast(key: string, message: unknown): void {
  channel.postMessage({ key, message })
}
