import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/use-turn.ts', import.meta.url))

/**
 * Slidev turns slides with Vue's TransitionGroup, whose script measures slides and has the page laid out anew several times a
 * turn: with all slides in the page, half of what a turn costs. Styles alone do it, in `styles/slides.css`, by this attribute.
 */
export function turnByStyle() {
  return patchModules('turn-by-style', [{
    file: '@slidev/client/internals/SlidesShow.vue',
    replace: [
      ['import SlideWrapper', `import { useTurn } from ${JSON.stringify(helper)}\nimport SlideWrapper`],
      ['const hasViewTransition = useViewTransition()', 'const turn = useTurn(currentSlideRoute, currentTransition)'],
      [/:is="[^"]+"\s+v-bind="[^"]+"/, ':is="\'div\'" :data-turn="turn"'],
    ],
  }], { inDev: true })
}
