import type { MaybeRefOrGetter } from 'vue'
import { nextTick, toValue, useId } from 'vue'

/** Where a key leads among `count` tabs from the one at `index`: round from the last to the first. */
function tabAfter(key: string, index: number, count: number): number | undefined {
  const moves: Record<string, number> = { ArrowRight: (index + 1) % count, ArrowLeft: (index + count - 1) % count, Home: 0, End: count - 1 }
  return moves[key]
}

/**
 * Tabs as screen readers and keyboards know them: one of them takes the focus, arrows, Home and End choose another.
 * @returns attributes of a tab and of the panel that it shows
 */
export function useTabs<Name extends string>(names: readonly Name[], chosen: MaybeRefOrGetter<Name>, choose: (name: Name) => void) {
  const id = useId()
  const tabId = (name: Name) => `${id}-${name}`

  async function press(event: KeyboardEvent) {
    const next = tabAfter(event.key, names.indexOf(toValue(chosen)), names.length)
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey)
      return
    event.preventDefault()
    event.stopPropagation()
    choose(names[next]!)
    await nextTick()
    document.getElementById(tabId(names[next]!))?.focus()
  }

  return {
    press,
    tab: (name: Name) => {
      const isChosen = toValue(chosen) === name
      return { 'id': tabId(name), 'role': 'tab', 'aria-selected': isChosen, 'aria-controls': `${id}-panel`, 'tabindex': isChosen ? 0 : -1 } as const
    },
    panel: () => ({ 'id': `${id}-panel`, 'role': 'tabpanel', 'aria-labelledby': tabId(toValue(chosen)) }) as const,
  }
}
