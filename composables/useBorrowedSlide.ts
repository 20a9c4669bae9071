import { configs, useNav } from '@slidev/client'
import { createFixedClicks } from '@slidev/client/composables/useClicks.ts'
import { useFixedNav } from '@slidev/client/composables/useNav.ts'
import {
  CLICKS_MAX,
  injectionClicksContext,
  injectionCurrentPage,
  injectionFrontmatter,
  injectionRenderContext,
  injectionRoute,
  injectionSlidevContext,
} from '@slidev/client/constants.ts'
import { computed, provide, reactive, ref } from 'vue'

/**
 * Lets what stands inside the component at hand work as on a slide, outside of it: its state, its links and its shared runs are those of
 * that slide, all its clicks done.
 * @param page number of the slide
 */
export function useBorrowedSlide(page: number): void {
  const { slides } = useNav()
  const route = slides.value[page - 1]
  if (!route)
    throw new Error(`There is no slide ${page}.`)
  const clicks = createFixedClicks(route, CLICKS_MAX)
  provide(injectionSlidevContext, reactive({ nav: useFixedNav(route, clicks), configs, themeConfigs: computed(() => configs.themeConfig) }))
  provide(injectionClicksContext, ref(clicks))
  provide(injectionCurrentPage, ref(page))
  provide(injectionFrontmatter, route.meta.slide?.frontmatter ?? {})
  provide(injectionRenderContext, ref('slide' as const))
  provide(injectionRoute, route)
}
