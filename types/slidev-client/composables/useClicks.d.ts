import type { ClicksContext, SlideRoute } from '@slidev/types'

/** A slide at this many clicks, wherever the deck is. */
export function createFixedClicks(route?: SlideRoute, current?: number): ClicksContext
