import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const SLIDEV = '@slidev/client/'
const helper = fileURLToPath(new URL('../client/path.ts', import.meta.url))

const importing = (name: string, before: string): [string, string] => [before, `import { ${name} } from ${JSON.stringify(helper)}\n${before}`]
/** Number of the slide so many steps along the path from the one named. */
const along = (no: string, steps: string | number) => `alongPath(slides.value, ${no}, ${steps})`
const next = along('currentSlideNo.value', 1)
const previous = along('currentSlideNo.value', -1)

/**
 * Slidev goes from a slide to the one beside it, and shows all in its overview: here to the next one of the path, whose slides alone the
 * overview shows. `composables/usePath.ts` says which path that is.
 */
export function path() {
  return patchModules('path', [
    {
      file: `${SLIDEV}composables/useNav.ts`,
      replace: [
        importing('alongPath', 'import { clamp }'),
        ['Math.min(slides.value.length, currentSlideNo.value + 1)', next],
        ['Math.max(1, currentSlideNo.value - 1)', previous],
        [/(?<=hasNext = computed\(\(\) => )currentSlideNo\.value < slides\.value\.length/, `${next} !== currentSlideNo.value`],
        [/(?<=hasPrev = computed\(\(\) => )currentSlideNo\.value > 1/, `${previous} !== currentSlideNo.value`],
        [/(?<=if \()currentSlideNo\.value < slides\.value\.length(?=\))/, `${next} !== currentSlideNo.value`],
        [/(?<=if \()currentSlideNo\.value > 1(?=\))/, `${previous} !== currentSlideNo.value`],
        [/(?<=await go\(\s+)currentSlideNo\.value \+ 1/, next],
        [/(?<=await go\(\s+)currentSlideNo\.value - 1/, previous],
      ],
    },
    {
      file: `${SLIDEV}internals/QuickOverview.vue`,
      replace: [
        importing('isOnPath', 'import { useEventListener }'),
        ['(route, idx) of slides', '{ route, idx } of slides.map((route, idx) => ({ route, idx })).filter(({ route }) => isOnPath(route))'],
      ],
    },
    {
      file: `${SLIDEV}logic/overview.ts`,
      replace: [
        importing('alongPath', 'import { computed, ref }'),
        ['currentOverviewPage.value -= 1', `currentOverviewPage.value = ${along('currentOverviewPage.value', -1)}`],
        ['currentOverviewPage.value += 1', `currentOverviewPage.value = ${along('currentOverviewPage.value', 1)}`],
        ['currentOverviewPage.value - overviewRowCount.value', along('currentOverviewPage.value', '-overviewRowCount.value')],
        ['currentOverviewPage.value + overviewRowCount.value', along('currentOverviewPage.value', 'overviewRowCount.value')],
      ],
    },
  ], { inDev: true })
}
