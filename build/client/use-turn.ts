import type { Ref } from 'vue'
import { computed, ref, watch } from 'vue'

/** Name of the transition between slides; undefined before the first one, since the slide that the page opens with is shown without a transition. */
export function useTurn(slide: Ref<unknown>, transition: Ref<{ name?: string } | undefined>) {
  const isTurned = ref(false)
  watch(slide, () => isTurned.value = true, { once: true })
  return computed(() => isTurned.value ? transition.value?.name : undefined)
}
