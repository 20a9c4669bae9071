import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const swipe = fileURLToPath(new URL('../client/swipe.ts', import.meta.url))

/** Fingers: a drag in a widget turns no slide, two fingers enlarge the page, and the bar stands below the slide on a phone only. */
export function fingers() {
  return patchModules('fingers', [{
    file: '@slidev/client/pages/play.vue',
    replace: [
      ['\'../composables/useSwipeControls\'', JSON.stringify(swipe)],
      ['import { useStyleTag }', 'import { useMediaQuery, useStyleTag }'],
      // A projector of 4:3 has room below the slide too.
      ['computed(() => isScreenVertical.value || showEditor.value)', 'useMediaQuery(\'(orientation: portrait)\')'],
    ],
  }], { inDev: true })
}
