import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/preload-slides.ts', import.meta.url))
const PRELOAD_ALL = /const timeout = setTimeout\(\(\) => \{\s+routes\.forEach\(preloadRoute\)\s+\}, 3000\)[^}]+?clearTimeout\(timeout\)\)/

/** Slidev draws all slides at once three seconds after the first, which holds up animations: they are drawn one by one instead. */
export function backgroundPreload() {
  return patchModules('background-preload', [{
    file: '@slidev/client/internals/SlidesShow.vue',
    replace: [
      ['import SlideWrapper', `import { preloadSlides } from ${JSON.stringify(helper)}\nimport SlideWrapper`],
      [PRELOAD_ALL, 'onCleanup(preloadSlides(routes, preloadRoute))'],
    ],
  }], { inDev: true })
}
