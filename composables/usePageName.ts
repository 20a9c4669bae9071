import { useNav } from '@slidev/client'
import { watchEffect } from 'vue'
import { useRoute } from 'vue-router'

/**
 * Sets `data-page` (play, presenter, document, …) and `data-layout` on `<html>`, for styles. They could use `html:has(…)`
 * instead, but the browser would match that again at each change anywhere in 30,000 elements.
 */
export function usePageName(): void {
  const route = useRoute()
  const { currentLayout } = useNav()
  watchEffect(() => {
    Object.assign(document.documentElement.dataset, { page: route.name, layout: currentLayout.value })
  })
}
