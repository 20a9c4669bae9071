import { useNav } from '@slidev/client'
import { sharedState } from '@slidev/client/state/shared.ts'
import { useNow } from '@vueuse/core'
import { computed } from 'vue'
import { talkMinutes } from '../build/client/path'
import { progressOf, STOPPED, toggled } from './talk-clock'
import { usePath } from './usePath'

/** The presenter's clock: the timer that all windows share, beside the minutes of the slides on the path. */
export function useTalkClock() {
  const { currentSlideNo, currentSlideRoute } = useNav()
  const { path, onPath, isOnPath } = usePath()
  const now = useNow({ interval: 250 })

  const minutesOf = (slides: typeof onPath.value) =>
    slides.reduce((sum, { meta }) => sum + (meta.slide.frontmatter as { minutes?: number }).minutes!, 0)
  /** Of the slide at hand; none of the path's time is for one beside it. */
  const minutes = computed(() => minutesOf([currentSlideRoute.value]))
  const plan = computed(() => ({
    before: minutesOf(onPath.value.filter(({ no }) => no < currentSlideNo.value)),
    slide: isOnPath(currentSlideNo.value) ? minutes.value : 0,
    total: talkMinutes(path.value) ?? minutesOf(onPath.value),
  }))

  return {
    now,
    minutes,
    status: computed(() => sharedState.timer.status),
    progress: computed(() => progressOf(sharedState.timer, plan.value, now.value.getTime())),
    toggle: () => Object.assign(sharedState.timer, toggled(sharedState.timer, Date.now())),
    reset: () => Object.assign(sharedState.timer, STOPPED),
  }
}
