import type { GenericSchema } from 'valibot'
import type { Stamp } from './stamp'
import * as v from 'valibot'
import { broadcast, ifValid, onBroadcast, onJoin, windowId } from './other-windows'
import { isLater, stampAfter, stampSchema, UNSET } from './stamp'

/** `ask`: a window tells how new its state is, and wants a newer one. `state`: the state, set at `stamp`. */
type StateMessage<State> = { kind: 'ask', stamp: Stamp } | { kind: 'state', stamp: Stamp, state: State }

interface SharingOptions {
  /** Whether a link has set the state: it asks the other windows for none then, and is an answer to them. */
  isSet?: boolean
  /** Whether a page that is loaded again has the state it had, even if no other window is open. */
  isKept?: boolean
}

/**
 * Keeps a state the same in all windows, one that is opened later included. The one set last is the one that all windows keep, in
 * whatever order messages come. A state that nobody set is no answer to a window that asks.
 * @param key unique to this state
 * @param schema of the state: what another window says is checked by it
 * @param read returns the state of this window, as plain data
 * @param write replaces it by the state of another window
 * @returns a function to call after each change made in this window
 */
export function shareState<State>(
  key: string,
  schema: GenericSchema<unknown, State>,
  read: () => State,
  write: (state: State) => void,
  { isSet = false, isKept = false }: SharingOptions = {},
): () => void {
  let stamp = isSet ? stampAfter(UNSET, windowId) : UNSET
  const send = (message: StateMessage<State>) => broadcast(key, message)
  const keepKey = `deck ${key}`

  function adopt(state: State, setAt: Stamp) {
    stamp = setAt
    write(state)
  }

  function keep() {
    if (isKept)
      sessionStorage.setItem(keepKey, JSON.stringify({ state: read(), stamp }))
  }

  const messages = v.variant('kind', [
    v.strictObject({ kind: v.literal('ask'), stamp: stampSchema }),
    v.strictObject({ kind: v.literal('state'), stamp: stampSchema, state: schema }),
  ])
  onBroadcast<StateMessage<State>>(key, messages, (message) => {
    if (isLater(stamp, message.stamp)) {
      send({ kind: 'state', stamp, state: read() })
    }
    else if (isLater(message.stamp, stamp)) {
      if (message.kind === 'ask')
        return ask()
      adopt(message.state, message.stamp)
      keep()
    }
  })

  const kept = isKept ? sessionStorage.getItem(keepKey) : null
  if (kept)
    ifValid(v.strictObject({ state: schema, stamp: stampSchema }), ({ state, stamp }) => adopt(state, stamp))(JSON.parse(kept))
  const ask = () => send({ kind: 'ask', stamp })
  if (!isSet)
    ask()
  onJoin(ask)

  return () => {
    stamp = stampAfter(stamp, windowId)
    keep()
    send({ kind: 'state', stamp, state: read() })
  }
}
