import { pathPrefix, useSlideContext } from '@slidev/client'

/**
 * Makes links to the current slide with a query, in the open deck or, for print, in the hosted deck. The address of the hosted
 * deck is `homepage` of package.json, unless the build was given another as `DECK_URL`; without one there is no link, `''`.
 */
export function useDeckLink() {
  const { $page } = useSlideContext()
  return (query: string, { isHosted = false } = {}): string => {
    const base = isHosted ? __DECK_URL__ : new URL(pathPrefix, location.href).href
    return base && `${base.replace(/\/?$/, '/')}${$page.value}?${query}`
  }
}
