import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/after-first-slide.ts', import.meta.url))
const importHelper = `import { afterFirstSlide } from ${JSON.stringify(helper)}`

/** Replaces the import of a component by one that is loaded after the first slide. */
function loadLater(name: string, file: string): [from: string, to: string] {
  return [`import ${name} from '${file}'`, `const ${name} = afterFirstSlide(() => import('${file}'))`]
}

/**
 * The navigation bar, the dialogs and the quick overview are not seen on the first slide: they come right after it.
 * Slidev imports them with the page.
 */
export function lazyControls() {
  return patchModules('lazy-controls', [
    {
      file: '@slidev/client/pages/play.vue',
      replace: [
        ['import Controls from', `${importHelper}\nimport Controls from`],
        loadLater('Controls', '../internals/Controls.vue'),
        loadLater('NavControls', '../internals/NavControls.vue'),
      ],
    },
    {
      file: '@slidev/client/internals/SlidesShow.vue',
      replace: [
        [
          'import(\'./DrawingLayer.vue\').then(v => DrawingLayer.value = v.default)',
          'DrawingLayer.value = afterFirstSlide(() => import(\'./DrawingLayer.vue\'))',
        ],
        ['import DragControl from', `${importHelper}\nimport DragControl from`],
        loadLater('DragControl', './DragControl.vue'),
      ],
    },
  ], { inDev: true })
}
