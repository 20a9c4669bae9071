import type { ShallowRef } from 'vue'
import { shallowRef, watch } from 'vue'

/** What `record` makes of the latest parameters; undefined until the first recording is there. */
export function useRecording<Params, Result>(params: () => Params, record: (params: Params) => Promise<Result>): Readonly<ShallowRef<Result | undefined>> {
  const recording = shallowRef<Result>()
  let latest = 0
  watch(params, async (current) => {
    const turn = ++latest
    const result = await record(current)
    if (turn === latest)
      recording.value = result
  }, { immediate: true })
  return recording
}
