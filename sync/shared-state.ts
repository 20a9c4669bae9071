import { hear, tell } from './other-windows'

/** What a window tells the others of a state: how it is after a change, or as they asked; or it asks them that. */
type Word<State> = { kind: 'ask' } | { kind: 'change' | 'answer', state: State }

/**
 * Keeps a state the same in all windows of this browser, one that is opened later included.
 * @param key unlike any other's
 * @param read gives the state as it is here, as plain data
 * @param write takes over that of another window
 * @param isSet whether it is what somebody wanted: one that is as it opens asks the others for theirs, and has nothing to tell
 * @returns tells the others how it is, after a change
 */
export function shareState<State>(key: string, read: () => State, write: (state: State) => void, isSet = false): () => void {
  const say = (word: Word<State>) => tell(key, word)

  hear<Word<State>>(key, (word) => {
    if (word.kind === 'ask') {
      if (isSet)
        say({ kind: 'answer', state: read() })
    }
    // An answer that comes late knows less than who has changed the state meanwhile.
    else if (word.kind === 'change' || !isSet) {
      isSet = true
      write(word.state)
    }
  })
  if (!isSet)
    say({ kind: 'ask' })

  return () => {
    isSet = true
    say({ kind: 'change', state: read() })
  }
}
