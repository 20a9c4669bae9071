import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/after-first-slide.ts', import.meta.url))

/**
 * The navigation bar, the dialogs and the quick overview are not seen on the first slide: they come right after it.
 * Slidev imports them with the page.
 */
export function lazyControls() {
  return patchModules('lazy-controls', [
    {
      file: '@slidev/client/pages/play.vue',
      replace: [
        ['import Controls from \'../internals/Controls.vue\'', `import { afterFirstSlide } from ${JSON.stringify(helper)}\nconst Controls = afterFirstSlide(() => import('../internals/Controls.vue'))`],
        ['import NavControls from \'../internals/NavControls.vue\'', 'const NavControls = afterFirstSlide(() => import(\'../internals/NavControls.vue\'))'],
      ],
    },
    {
      file: '@slidev/client/internals/SlidesShow.vue',
      replace: [
        ['import(\'./DrawingLayer.vue\').then(v => DrawingLayer.value = v.default)', 'DrawingLayer.value = afterFirstSlide(() => import(\'./DrawingLayer.vue\'))'],
        ['import DragControl from \'./DragControl.vue\'', `import { afterFirstSlide } from ${JSON.stringify(helper)}\nconst DragControl = afterFirstSlide(() => import('./DragControl.vue'))`],
      ],
    },
  ], { inDev: true })
}
