import { onSlideLeave, useNav } from '@slidev/client'
import { onScopeDispose, ref } from 'vue'

/**
 * Milliseconds since `start()`, up to `duration`, for a widget that shows time pass. Leaving the slide puts it back to
 * zero; in print it stands at the end, so that the page shows the result.
 */
export function useElapsed(duration: number) {
  const { isPrintMode } = useNav()
  const elapsed = ref(isPrintMode.value ? duration : 0)
  const running = ref(false)
  let frame = 0

  function start() {
    cancelAnimationFrame(frame)
    running.value = true
    const startedAt = performance.now()
    const tick = (now: number) => {
      elapsed.value = Math.min(duration, Math.max(0, now - startedAt))
      running.value = elapsed.value < duration
      if (running.value)
        frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
  }

  function reset() {
    cancelAnimationFrame(frame)
    running.value = false
    elapsed.value = 0
  }

  onSlideLeave(reset)
  onScopeDispose(() => cancelAnimationFrame(frame))

  return { elapsed, running, start }
}
