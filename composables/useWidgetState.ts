import { useNav, useSlideContext } from '@slidev/client'
import { computed, reactive, toRaw } from 'vue'

/** What a window tells the others of a widget; without changes it asks them how the widget stands. */
interface Word { key: string, changes?: object }

const states = new Map<string, object>()
const channel = new BroadcastChannel('deck-widgets')
const say = (word: Word) => channel.postMessage(JSON.parse(JSON.stringify(word)))

channel.onmessage = ({ data: { key, changes } }: MessageEvent<Word>) => {
  const state = states.get(key)
  if (!state)
    return
  if (changes)
    Object.assign(state, changes)
  else
    say({ key, changes: toRaw(state) })
}

/**
 * What can be set on a widget, the same in all views of its slide and in the other windows of this browser, one that is
 * opened later included. On paper every widget is as it opens.
 * @param name unlike any other widget's of the same slide
 * @param initial plain data
 */
export function useWidgetState<State extends object>(name: string, initial: State) {
  const { isPrintMode } = useNav()
  const { $page, $renderContext } = useSlideContext()
  const key = `${$page.value}:${name}`
  const known = isPrintMode.value ? undefined : states.get(key) as State | undefined
  const state = known ?? reactive({ ...initial }) as State
  if (!isPrintMode.value && !known) {
    states.set(key, state)
    say({ key })
  }

  function set(changes: Partial<State>) {
    Object.assign(state, changes)
    say({ key, changes })
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
