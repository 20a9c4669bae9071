import { onScopeDispose } from 'vue'

const channel = new BroadcastChannel('deck-messages')
const listeners = new Map<string, Set<(message: unknown) => void>>()

channel.onmessage = ({ data: { key, message } }: MessageEvent<{ key: string, message: unknown }>) => {
  for (const listener of listeners.get(key) ?? [])
    listener(message)
}

/**
 * Tells the same thing in the other windows of this browser what was done to this one.
 * @param key unlike any other's
 * @param onMessage what to do when it is told from elsewhere
 * @returns tells the others; plain data only
 */
export function useOtherWindows<Message>(key: string, onMessage: (message: Message) => void): (message: Message) => void {
  const listener = (message: unknown) => onMessage(message as Message)
  const own = listeners.get(key) ?? new Set()
  listeners.set(key, own.add(listener))
  onScopeDispose(() => own.delete(listener))
  return message => channel.postMessage({ key, message })
}
