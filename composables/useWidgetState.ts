import { useNav, useSlideContext } from '@slidev/client'
import { computed, reactive, toRaw } from 'vue'

/** What a window tells the others of a widget: how it stands after a change, or as they asked; or it asks them that. */
type Word = { key: string } & ({ kind: 'ask' } | { kind: 'change' | 'answer', state: object })

const states = new Map<string, object>()
/** Widgets that somebody set, here or elsewhere: of the others there is nothing to tell. */
const isSet = new Set<string>()
const channel = new BroadcastChannel('deck-widgets')
const say = (word: Word) => channel.postMessage(JSON.parse(JSON.stringify(word)))

channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
  const { key, kind } = word
  const state = states.get(key)
  if (!state)
    return
  if (kind === 'ask') {
    if (isSet.has(key))
      say({ key, kind: 'answer', state: toRaw(state) })
  }
  // An answer that comes late knows less than who has set the widget meanwhile.
  else if (kind === 'change' || !isSet.has(key)) {
    isSet.add(key)
    Object.assign(state, word.state)
  }
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
    say({ key, kind: 'ask' })
  }

  function set(changes: Partial<State>) {
    isSet.add(key)
    Object.assign(state, changes)
    say({ key, kind: 'change', state: toRaw(state) })
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
