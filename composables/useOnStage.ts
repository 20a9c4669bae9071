import { useIsSlideActive, useNav, useSlideContext } from '@slidev/client'
import { computed } from 'vue'

/** Where the component at hand is drawn, and whether somebody can use it there. */
export function useOnStage() {
  const { isPrintMode } = useNav()
  const { $renderContext } = useSlideContext()
  const isActive = useIsSlideActive()
  const isInteractive = computed(() => !isPrintMode.value && ['slide', 'presenter'].includes($renderContext.value))
  return {
    /** The slides or the document are being printed. */
    isPrintMode,
    /** In the slide or the presenter view, where a reader can use it, whether or not its slide is the current one. */
    isInteractive,
    /** In the next slide's preview or the overview, where it is a picture. */
    isInert: computed(() => !isPrintMode.value && !isInteractive.value),
    /** In front of somebody: it can be used, and its slide is the current one. */
    isOnStage: computed(() => isInteractive.value && isActive.value),
  }
}
