import { useNav } from '@slidev/client'
import { nextTick, onMounted, watch } from 'vue'

/** What is not drawn yet: a component says so by `data-pending`, Slidev by its loading text. */
const UNFINISHED = '[data-pending], .slidev-slide-loading'

function nextFrame(): Promise<unknown> {
  return new Promise(resolve => requestAnimationFrame(resolve))
}

/** Resolves as soon as nothing in the document is unfinished. */
function whenFinished(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(check)
    function check() {
      if (document.querySelector(UNFINISHED))
        return
      observer.disconnect()
      resolve()
    }
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-pending', 'class'] })
    check()
  })
}

/** Slidev writes a link between slides as `#7` in print, and gives no element that name. */
function nameSlides(): void {
  for (const slide of document.querySelectorAll<HTMLElement>('[data-slidev-no]'))
    slide.id = slide.dataset.slidevNo!
}

/**
 * In print, sets `data-deck="ready"` on `<html>` once every slide is loaded and drawn, with its fonts: what prints the
 * deck waits for this, not for a time.
 */
export function useReadiness(): void {
  const { isPrintMode, slides } = useNav()

  async function announce() {
    await Promise.all(slides.value.map(slide => slide.load()))
    do {
      await nextTick()
      await whenFinished()
      await document.fonts.ready
      await nextFrame()
      await nextFrame()
    } while (document.querySelector(UNFINISHED))
    nameSlides()
    document.documentElement.dataset.deck = 'ready'
  }

  onMounted(() => watch(isPrintMode, (isPrint) => {
    if (isPrint)
      void announce()
  }, { immediate: true }))
}
