import type { ClicksContext, SlideRoute } from '@slidev/types'
import type { SlidevContextNav } from '../index'

/** The navigation as a slide sees it that is always the current one, and leads nowhere. */
export function useFixedNav(route: SlideRoute, clicksContext: ClicksContext): SlidevContextNav
