import type { GenericSchema } from 'valibot'
import { useSlideContext } from '@slidev/client'
import { reactive } from 'vue'
import { schemaLike } from '../sync/schema-like'
import { shareState } from '../sync/shared-state'
import { useOnStage } from './useOnStage'

interface SharedState { state: object, tellOthers: () => void }

/** The states of all widgets of this page, by slide and name. */
const widgets = new Map<string, SharedState>()

function share<State extends object>(key: string, initial: State, schema: GenericSchema<unknown, State>): SharedState {
  const state = reactive({ ...initial })
  return { state, tellOthers: shareState(key, schema, () => JSON.parse(JSON.stringify(state)) as State, received => Object.assign(state, received)) }
}

/**
 * The state of a widget, shared by all views of its slide and by the other windows of this browser, one that is opened later
 * included. In print every widget has its initial state.
 * @param name unique among the widgets of the slide
 * @param initial plain data
 * @param schema of what another window may say of it, where its initial value does not tell
 */
export function useWidgetState<State extends object>(name: string, initial: State, schema?: GenericSchema<unknown, State>) {
  const { isPrintMode, isInert } = useOnStage()
  const { $page } = useSlideContext()
  const key = `widget ${$page.value}:${name}`
  if (!isPrintMode.value && !widgets.has(key))
    widgets.set(key, share(key, initial, schema ?? schemaLike(initial)))
  const widget = isPrintMode.value ? undefined : widgets.get(key)
  const state = (widget?.state ?? reactive({ ...initial })) as State

  function set(changes: Partial<State>) {
    Object.assign(state, changes)
    widget?.tellOthers()
  }

  return {
    state,
    /** Changes the state here and in the other windows. */
    set,
    isPrintMode,
    isInert,
  }
}
