import { broadcast, onBroadcast } from './other-windows'

/** `ask`: a window that has just opened wants the state. `answer`: the state, for it. `change`: the state after somebody changed it. */
type StateMessage<State> = { kind: 'ask' } | { kind: 'change' | 'answer', state: State }

/**
 * Keeps a state the same in all windows of this browser, one that is opened later included.
 * @param key unique to this state
 * @param read returns the state of this window, as plain data
 * @param write replaces it by the state of another window
 * @param isSet whether somebody chose it: a state that still has its initial value asks the other windows for theirs, and is
 * no answer to them
 * @returns a function to call after each change made in this window
 */
export function shareState<State>(key: string, read: () => State, write: (state: State) => void, isSet = false): () => void {
  const send = (message: StateMessage<State>) => broadcast(key, message)

  onBroadcast<StateMessage<State>>(key, (message) => {
    if (message.kind === 'ask') {
      if (isSet)
        send({ kind: 'answer', state: read() })
    }
    // An answer may arrive after the state was changed here: it is out of date then.
    else if (message.kind === 'change' || !isSet) {
      isSet = true
      write(message.state)
    }
  })
  if (!isSet)
    send({ kind: 'ask' })

  return () => {
    isSet = true
    send({ kind: 'change', state: read() })
  }
}
