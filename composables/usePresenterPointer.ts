import { useMousePosInSlide } from '@slidev/client/composables/useMousePosInSlide.ts'
import { cursorStyle, showPresenterCursor } from '@slidev/client/state/index.ts'
import { sharedState } from '@slidev/client/state/shared.ts'
import { useWindowFocus } from '@vueuse/core'
import { onMounted, watchEffect } from 'vue'

/** Shows the audience where the presenter's pointer is on the slide. */
export function usePresenterPointer(): void {
  onMounted(() => {
    const pointer = useMousePosInSlide()
    const isFocused = useWindowFocus()
    watchEffect(() => {
      sharedState.cursor = pointer.value && isFocused.value && showPresenterCursor.value ? { ...pointer.value, style: cursorStyle.value } : undefined
    })
  })
}
