import { useNav } from '@slidev/client'
import { watchEffect } from 'vue'
import { useRoute } from 'vue-router'

/**
 * Tells styles what the page shows: `data-page` (play, presenter, handout, …) and `data-layout` on `<html>`. A rule on
 * `html:has(…)` could tell too, but the browser would match it anew at each change anywhere in 30,000 elements.
 */
export function usePageName(): void {
  const route = useRoute()
  const { currentLayout } = useNav()
  watchEffect(() => {
    Object.assign(document.documentElement.dataset, { page: route.name, layout: currentLayout.value })
  })
}
