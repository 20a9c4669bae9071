import type { ShallowRef } from 'vue'
import { shallowRef, watch } from 'vue'

/** The result of `record` for the current parameters; undefined until the first one is there. A result that others have overtaken is dropped. */
export function useRecording<Params, Result>(params: () => Params, record: (params: Params) => Promise<Result>): Readonly<ShallowRef<Result | undefined>> {
  const recording = shallowRef<Result>()
  let requests = 0
  watch(params, async (current) => {
    const request = ++requests
    const result = await record(current)
    if (request === requests)
      recording.value = result
  }, { immediate: true })
  return recording
}
