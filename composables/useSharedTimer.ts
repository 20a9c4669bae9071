import { sharedState } from '@slidev/client/state/shared.ts'
import * as v from 'valibot'
import { watch } from 'vue'
import { shareState } from '../sync/shared-state'

const time = v.optional(v.number())
const timerSchema = v.strictObject({
  status: v.picklist(['stopped', 'running', 'paused']),
  slides: v.record(v.string(), v.strictObject({ start: time, end: time })),
  startedAt: v.number(),
  pausedAt: v.number(),
})

/**
 * Keeps the presenter's timer over a reload, and gives it to a window that opens later. Slidev does neither without its server.
 */
export function useSharedTimer(): void {
  const read = () => JSON.parse(JSON.stringify(sharedState.timer)) as typeof sharedState.timer
  let known = JSON.stringify(sharedState.timer)
  const tellOthers = shareState('timer', timerSchema, read, (timer) => {
    known = JSON.stringify(timer)
    sharedState.timer = timer
  }, { isKept: true })
  // Slidev's own way brings a change to other windows too: they have nothing to tell.
  watch(() => JSON.stringify(sharedState.timer), (timer) => {
    if (timer === known)
      return
    known = timer
    tellOthers()
  })
}
