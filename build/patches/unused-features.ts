import type { Plugin } from 'vite'
import type { DeckUsage } from '../deck-usage.ts'
import type { Patch } from './patch-modules.ts'
import { patchModules } from './patch-modules.ts'

const SLIDEV = '@slidev/client/'

/** Directives, and how Slidev installs them in `setup/main.ts`. */
const DIRECTIVES = [
  { name: 'v-motion', install: 'createVMotionDirectives' },
  { name: 'v-mark', install: 'createVMarkDirective' },
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

/** Only twoslash opens tooltips on a slide; the menus have some too, and bring floating-vue with them. */
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
]

/**
 * Slidev loads with the first slide what any deck may need: motion, rough marks, type tooltips. What
 * this deck does not use stays out of its build, and comes back by itself with the first slide that uses it.
 */
export function unusedFeatures({ fences, mentions }: DeckUsage): Plugin[] {
  const withoutDirectives = patchModules('unused-features', [
    // One pure function is wanted there; this entry brings a YAML parser with it.
    { file: `${SLIDEV}logic/utils.ts`, replace: [['\'@slidev/parser/core\'', '\'@slidev/parser/utils\'']] },
    ...DIRECTIVES.filter(({ name }) => !mentions(new RegExp(`\\b${name}\\b`, 'i'))).map(dropDirective),
  ])
  // While writing, too: as Slidev installs it, it logs an error on each page. A first twoslash block asks for a restart.
  const usesTwoslash = fences.some(info => /\btwoslash\b/.test(info))
  return usesTwoslash ? [withoutDirectives] : [withoutDirectives, patchModules('unused-features', dropTwoslash, { inDev: true })]
}
