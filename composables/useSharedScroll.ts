import type { Ref } from 'vue'
import { useEventListener } from '@vueuse/core'
import { watch } from 'vue'
import { useWidgetState } from './useWidgetState'

/**
 * Keeps a list scrolled to the same place in all windows. A list scrolls by itself too, such as one that has become shorter: only what
 * a person scrolls here is told.
 * @param name unique among the lists of the slide
 */
export function useSharedScroll(name: string, list: Readonly<Ref<HTMLElement | null>>): void {
  const { state, set } = useWidgetState(`scroll ${name}`, { top: 0 })
  let isOwn = false
  useEventListener(list, ['wheel', 'touchmove', 'pointerdown', 'keydown'], () => isOwn = true, { passive: true })
  useEventListener(list, 'scroll', () => isOwn && set({ top: list.value!.scrollTop }), { passive: true })
  watch([() => state.top, list], () => {
    if (!list.value || list.value.scrollTop === state.top)
      return
    isOwn = false
    list.value.scrollTo({ top: state.top })
  }, { flush: 'post' })
}
