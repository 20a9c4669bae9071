import type { Plugin } from 'vite'
import type { DeckUsage } from '../deck-usage.ts'
import type { Patch } from './patch-modules.ts'
import { patchModules } from './patch-modules.ts'

const SLIDEV = '@slidev/client/'

/** Directives, and how Slidev installs them in `setup/main.ts`. */
const DIRECTIVES = [
  { name: 'v-motion', install: 'createVMotionDirectives' },
  { name: 'v-mark', install: 'createVMarkDirective' },
  { name: 'v-drag', install: 'createVDragDirective' },
]

function dropDirective({ name, install }: typeof DIRECTIVES[number]): Patch {
  return {
    file: `${SLIDEV}setup/main.ts`,
    replace: [
      [`import { ${install} } from '../modules/${name}'\n`, ''],
      [`app.use(${install}())\n`, '\n'],
    ],
  }
}

function dropStyle(style: string): Patch {
  return {
    file: `${SLIDEV}styles/index.ts`,
    replace: [[`import '${style}'\n`, '']],
  }
}

/** Only twoslash opens tooltips on a slide. The menus have some too, and bring the style of floating-vue themselves. */
const dropTwoslash: Patch[] = [
  {
    file: `${SLIDEV}setup/main.ts`,
    replace: [
      ['import TwoSlashFloatingVue from \'@shikijs/vitepress-twoslash/client\'\n', ''],
      ['app.use(TwoSlashFloatingVue as any, { container: \'#twoslash-container\' })\n', '\n'],
    ],
  },
  ...['internals/SlidesShow.vue', 'internals/SlideContainer.vue', 'pages/print.vue'].map((file): Patch => ({
    file: SLIDEV + file,
    replace: [['import { recomputeAllPoppers } from \'floating-vue\'\n', 'const recomputeAllPoppers = () => {}\n']],
  })),
  ...['internals/FormItem.vue', 'internals/DrawingControls.vue'].map((file): Patch => ({
    file: SLIDEV + file,
    replace: [[/(?<=<script setup[^>]*>)/, '\nimport \'floating-vue/dist/style.css\'']],
  })),
  dropStyle('@shikijs/vitepress-twoslash/style.css'),
  dropStyle('./shiki-twoslash.css'),
]

/**
 * Slidev loads with the first slide what any deck may need: motion, rough marks, draggable elements, type tooltips. What
 * this deck does not use stays out of its build, and comes back by itself with the first slide that uses it.
 */
export function unusedFeatures({ fences, mentions }: DeckUsage): Plugin[] {
  const hasFence = (kind: RegExp) => fences.some(({ info }) => kind.test(info))
  const withoutDirectives = patchModules('unused-features', [
    // One pure function is wanted there; this entry brings a YAML parser with it.
    { file: `${SLIDEV}logic/utils.ts`, replace: [['\'@slidev/parser/core\'', '\'@slidev/parser/utils\'']] },
    ...DIRECTIVES.filter(({ name }) => !mentions(new RegExp(`\\b${name}\\b`, 'i'))).map(dropDirective),
    ...hasFence(/\bmagic-move\b/) ? [] : [dropStyle('@shikijs/magic-move/style.css')],
    ...mentions(/^[ \t]*> \[!\w+\]/m)
      ? []
      : ['colors-light', 'colors-dark-media', 'base'].map(part => dropStyle(`markdown-it-github-alerts/styles/github-${part}.css`)),
  ])
  // While writing, too: as Slidev installs it, it logs an error on each page. A first twoslash block asks for a restart.
  return hasFence(/\btwoslash\b/) ? [withoutDirectives] : [withoutDirectives, patchModules('no-twoslash', dropTwoslash, { inDev: true })]
}
