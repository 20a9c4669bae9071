import { useNav, useSlideContext } from '@slidev/client'
import { computed, reactive } from 'vue'

const states = new Map<string, object>()
const channel = new BroadcastChannel('deck-widgets')

channel.onmessage = ({ data: { key, changes } }: MessageEvent<{ key: string, changes: object }>) => {
  const state = states.get(key)
  if (state)
    Object.assign(state, changes)
}

/**
 * What can be set on a widget, the same in all views of its slide and in the other windows of this browser. On paper every
 * widget is as it opens.
 * @param name unlike any other widget's of the same slide
 * @param initial plain data
 */
export function useWidgetState<State extends object>(name: string, initial: State) {
  const { isPrintMode } = useNav()
  const { $page, $renderContext } = useSlideContext()
  const key = `${$page.value}:${name}`
  const state = (!isPrintMode.value && states.get(key) as State | undefined) || reactive({ ...initial }) as State
  if (!isPrintMode.value)
    states.set(key, state)

  function set(changes: Partial<State>) {
    Object.assign(state, changes)
    channel.postMessage({ key, changes: JSON.parse(JSON.stringify(changes)) })
  }

  return {
    state,
    /** Whatever is set is told to the other windows. */
    set,
    isPrintMode,
    /** Whether somebody can reach it: in previews a widget is a picture. */
    isInert: computed(() => !isPrintMode.value && !['slide', 'presenter'].includes($renderContext.value)),
  }
}
