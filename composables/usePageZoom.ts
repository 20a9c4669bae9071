import { useEventListener } from '@vueuse/core'

/** Below this, it is a bar of the browser beside the page that takes the room. */
const LEAST = 1.2
const MOST = 5

/** Sizes of a window, by which its page is enlarged: the outer one stays, the inner one counts larger pixels. */
interface WindowSize { outerWidth: number, outerHeight: number, innerWidth: number, innerHeight: number }

/** How much the browser enlarges the page, such as 2 for 200 %; 1 where it does not tell. A bar takes room one way only. */
export function zoomOf({ outerWidth, outerHeight, innerWidth, innerHeight }: WindowSize): number {
  const zoom = Math.min(outerWidth / innerWidth, outerHeight / innerHeight)
  return zoom >= LEAST ? Math.min(zoom, MOST) : 1
}

/**
 * A slide fills its window, so that the browser's zoom would leave it as it is: it is drawn larger than the window then, and scrolled
 * (`styles/slides.css`).
 */
export function usePageZoom(): void {
  function measure() {
    const zoom = zoomOf(window)
    document.documentElement.toggleAttribute('data-zoomed', zoom > 1)
    document.documentElement.style.setProperty('--page-zoom', String(zoom))
  }
  useEventListener(window, 'resize', measure)
  measure()
}
