/** What the windows of this browser that show the deck tell each other: presenter's and audience's. */
const channel = new BroadcastChannel('deck')
const listeners = new Map<string, Set<(message: any) => void>>()

channel.onmessage = ({ data: { key, message } }: MessageEvent<{ key: string, message: unknown }>) => {
  for (const listener of listeners.get(key) ?? [])
    listener(message)
}

/**
 * Hears what another window tells under this key.
 * @returns ends that
 */
export function hear<Message>(key: string, listener: (message: Message) => void): () => void {
  const own = listeners.get(key) ?? new Set()
  listeners.set(key, own.add(listener))
  return () => void own.delete(listener)
}

/** Tells the other windows; plain data only. */
export function tell(key: string, message: unknown): void {
  channel.postMessage({ key, message })
}
