import { watch } from 'vue'
import { runInBackground } from '../build/client/background-tasks'
import { useIsNear } from './useIsNear'

/** Slides after the current one that are made ready: a reader looks at one for longer than that takes. */
const AHEAD = 5

/** Runs `prepare` once, in the background, as soon as the slide is the current one or one of the next. */
export function usePreparation(prepare: () => void): void {
  const isNear = useIsNear({ after: AHEAD })
  let isPlanned = false
  watch(isNear, () => {
    if (!isNear.value || isPlanned)
      return
    isPlanned = true
    runInBackground(prepare)
  }, { immediate: true })
}
