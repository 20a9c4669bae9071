import type { ComputedRef } from 'vue'
import { useNav, useSlideContext } from '@slidev/client'
import { computed } from 'vue'

/**
 * Whether the slide of the component at hand is the current one or near it.
 * @param slides how many slides it may stand `after` the current one, and `before` it
 */
export function useIsNear({ after, before = 0 }: { after: number, before?: number }): ComputedRef<boolean> {
  const { currentSlideNo } = useNav()
  const { $page } = useSlideContext()
  return computed(() => {
    const distance = $page.value - currentSlideNo.value
    return distance >= -before && distance <= after
  })
}
