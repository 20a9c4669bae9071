import { useNav } from '@slidev/client'
import * as v from 'valibot'
import { computed } from 'vue'
import { currentPath, isOnPath, pathsOf } from '../build/client/path'
import { shareState } from '../sync/shared-state'

const schema = v.nullable(v.pipe(v.string(), v.maxLength(50)))

let tellOthers = () => {}

/** The path on which the deck is shown, as `useSharedPath` shares it, and what it makes of the slides. */
export function usePath() {
  const { slides } = useNav()
  const onPath = computed(() => slides.value.filter(slide => isOnPath(slide)))
  return {
    /** Its name; null for all slides. */
    path: computed(() => currentPath.value),
    paths: computed(() => pathsOf(slides.value)),
    /** The slides on it. */
    onPath,
    isOnPath: (no: number) => onPath.value.some(slide => slide.no === no),
    /** Place of a slide among them, from 1; 0 for one that is not on it. */
    numberOf: (no: number) => onPath.value.findIndex(slide => slide.no === no) + 1,
    /** Changes it, in all windows. */
    take(path: string | null) {
      currentPath.value = path
      tellOthers()
    },
  }
}

/**
 * Shares the path with the other windows, and keeps it over a reload. A link may begin with one: `?path=45`; it leaves the address then, so
 * that a reload does not undo what was chosen since. Paper shows the path of its address.
 */
export function useSharedPath(): void {
  const { router, slides, isPrintMode, printRange } = useNav()
  const asked = new URLSearchParams(location.search).get('path')
  const chosen = asked !== null && pathsOf(slides.value).includes(asked) ? asked : null
  if (chosen !== null) {
    currentPath.value = chosen
    printRange.value = printRange.value.filter(no => isOnPath(slides.value[no - 1]!))
    // For who prints, and has asked for a path that may not exist.
    document.documentElement.dataset.path = chosen
  }

  router.isReady().then(() => {
    if (isPrintMode.value)
      return
    tellOthers = shareState('path', schema, () => currentPath.value, path => currentPath.value = path, { isKept: true })
    if (asked === null)
      return
    currentPath.value = chosen
    tellOthers()
    const { path: _, ...query } = router.currentRoute.value.query
    void router.replace({ ...router.currentRoute.value, query })
  })
}
