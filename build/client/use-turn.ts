import type { Ref } from 'vue'
import { computed, ref, watch } from 'vue'

/** Name of the transition by which slides are turned; none before the first turn: the slide one opens is just there. */
export function useTurn(slide: Ref<unknown>, transition: Ref<{ name?: string } | undefined>) {
  const isTurned = ref(false)
  watch(slide, () => isTurned.value = true, { once: true })
  return computed(() => isTurned.value ? transition.value?.name : undefined)
}
