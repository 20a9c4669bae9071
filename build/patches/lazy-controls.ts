import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/after-first-slide.ts', import.meta.url))

/** Replaces the import of a component by one that is loaded after the first slide, and may be another's. */
function loadLater(name: string, file: string, other = file): [from: string, to: string] {
  return [`import ${name} from '${file}'`, `const ${name} = afterFirstSlide(() => import(${JSON.stringify(other)}))`]
}

/**
 * The navigation bar, the dialogs and the quick overview are not seen on the first slide: they come right after it.
 * Slidev imports them with the page. `bar` takes the place of its bar.
 */
export function lazyControls(bar: string) {
  const [controls, later] = loadLater('Controls', '../internals/Controls.vue')
  return patchModules('lazy-controls', [{
    file: '@slidev/client/pages/play.vue',
    replace: [
      [controls, `import { afterFirstSlide } from ${JSON.stringify(helper)}\n${later}`],
      loadLater('NavControls', '../internals/NavControls.vue', bar),
    ],
  }], { inDev: true })
}
