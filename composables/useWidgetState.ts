import { useSlideContext } from '@slidev/client'
import { reactive } from 'vue'
import { shareState } from '../sync/shared-state'
import { useOnStage } from './useOnStage'

interface Shared { state: object, tellOthers: () => void }

const widgets = new Map<string, Shared>()

function share<State extends object>(key: string, initial: State): Shared {
  const state = reactive({ ...initial })
  return { state, tellOthers: shareState(key, () => JSON.parse(JSON.stringify(state)) as State, told => Object.assign(state, told)) }
}

/**
 * What can be set on a widget, the same in all views of its slide and in the other windows of this browser, one that is
 * opened later included. On paper every widget is as it opens.
 * @param name unlike any other widget's of the same slide
 * @param initial plain data
 */
export function useWidgetState<State extends object>(name: string, initial: State) {
  const { isPrintMode, isInert } = useOnStage()
  const { $page } = useSlideContext()
  const key = `widget ${$page.value}:${name}`
  if (!isPrintMode.value && !widgets.has(key))
    widgets.set(key, share(key, initial))
  const widget = isPrintMode.value ? undefined : widgets.get(key)
  const state = (widget?.state ?? reactive({ ...initial })) as State

  function set(changes: Partial<State>) {
    Object.assign(state, changes)
    widget?.tellOthers()
  }

  return {
    state,
    /** Whatever is set is told to the other windows. */
    set,
    isPrintMode,
    isInert,
  }
}
