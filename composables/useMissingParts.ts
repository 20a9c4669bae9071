import { computed } from 'vue'
import { missingParts, tryAgain, untilLoaded } from '../build/client/lazy-parts'

/** What of the page could not be loaded yet. It is loaded as soon as it can be. */
export function useMissingParts() {
  return {
    isMissing: computed(() => missingParts.waiting > 0),
    /** A new try would find nothing: the page has to be loaded again. */
    isOutdated: computed(() => missingParts.isOutdated),
    tryAgain,
    reload: () => location.reload(),
  }
}

/** Resolves when the font, as CSS writes it, is loaded. */
export const haveFont = (font: string) => untilLoaded(() => document.fonts.load(font))
