import { useNav, useSlideContext } from '@slidev/client'
import { watch } from 'vue'
import { whenCalm } from '../build/client/when-calm'

/** Slides after the current one that are made ready: a reader looks at one for longer than that takes. */
const AHEAD = 5

/** Does once, in a calm moment, what a slide will need, when it is one of the next. */
export function useAhead(action: () => void): void {
  const { currentSlideNo } = useNav()
  const { $page } = useSlideContext()
  const isNext = () => $page.value >= currentSlideNo.value && $page.value <= currentSlideNo.value + AHEAD
  let isAsked = false
  watch(isNext, (isNext) => {
    if (!isNext || isAsked)
      return
    isAsked = true
    whenCalm(action)
  }, { immediate: true })
}
