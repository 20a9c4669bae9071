import { onSlideLeave } from '@slidev/client'
import { onScopeDispose, ref, watch } from 'vue'
import { useWidgetState } from './useWidgetState'

/**
 * Milliseconds since `start()`, up to `duration`, in all views of the slide and in the other windows. Leaving the slide resets
 * them to 0; in print they stand at `duration`, so that the page shows the result.
 * @param name unique among the widgets of the slide
 */
export function useElapsed(name: string, duration: number) {
  const { state, set, isPrintMode, isInert } = useWidgetState(name, { startedAt: 0 })
  const elapsed = ref(isPrintMode.value ? duration : 0)
  const running = ref(false)
  let frame = 0

  function run() {
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

  // Each window counts by its own clock, from the moment it receives the start.
  watch(() => state.startedAt, run)
  onSlideLeave(reset)
  onScopeDispose(() => cancelAnimationFrame(frame))

  return { elapsed, running, isInert, start: () => set({ startedAt: Date.now() }) }
}
