import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/preload-slides.ts', import.meta.url))

/** Slidev draws all slides at once three seconds after the first, which stops whatever moves: they are drawn one by one instead. */
export function backgroundPreload() {
  return patchModules('background-preload', [{
    file: '@slidev/client/internals/SlidesShow.vue',
    replace: [
      ['import SlideWrapper', `import { preloadSlides } from ${JSON.stringify(helper)}\nimport SlideWrapper`],
      [/const timeout = setTimeout\(\(\) => \{\s+routes\.forEach\(preloadRoute\)\s+\}, 3000\)\s+onCleanup\(\(\) => clearTimeout\(timeout\)\)/, 'onCleanup(preloadSlides(routes, preloadRoute))'],
    ],
  }], { inDev: true })
}
