import { pathPrefix, useSlideContext } from '@slidev/client'

/**
 * Links to the slide at hand with a query: in the deck that is open, or, for paper, in the hosted deck.
 * The hosted deck's address is `homepage` of package.json, unless the build was given another as `DECK_URL`.
 */
export function useDeckLink() {
  const { $page } = useSlideContext()
  return (query: string, { isHosted = false } = {}): string => {
    const base = isHosted ? __DECK_URL__ : new URL(pathPrefix, location.href).href
    return `${base.replace(/\/?$/, '/')}${$page.value}?${query}`
  }
}
