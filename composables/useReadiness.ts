import { useNav } from '@slidev/client'
import { nextTick, onMounted, watch } from 'vue'
import { useRoute } from 'vue-router'

/** Elements that are not drawn yet: a component has `data-pending`, Slidev its loading text or a slide without content. */
const UNFINISHED = '[data-pending], .slidev-slide-loading, [data-slidev-no]:not(:has(.slidev-layout))'

function nextFrame(): Promise<unknown> {
  return new Promise(resolve => requestAnimationFrame(resolve))
}

/**
 * Whether so many slides, or all parts of the document, are in the page, all of them drawn. They are counted, since an empty page has nothing
 * unfinished either.
 */
function isFinished(slides: number): boolean {
  const book = document.querySelector<HTMLElement>('[data-parts]')
  const isWhole = book
    ? book.querySelectorAll('[data-part]').length === Number(book.dataset.parts)
    : document.querySelectorAll('[data-slidev-no]').length >= slides
  return isWhole && !document.querySelector(UNFINISHED)
}

/** Resolves as soon as {@link isFinished}. */
function whenFinished(slides: number): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(resolveIfFinished)
    function resolveIfFinished() {
      if (!isFinished(slides))
        return
      observer.disconnect()
      resolve()
    }
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-pending', 'class'] })
    resolveIfFinished()
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
  const { isPrintMode, slides, printRange } = useNav()
  const route = useRoute()

  async function announce() {
    if (route.name !== 'document')
      await Promise.all(slides.value.map(slide => slide.load()))
    do {
      await nextTick()
      await whenFinished(printRange.value.length)
      await document.fonts.ready
      await nextFrame()
      await nextFrame()
    } while (!isFinished(printRange.value.length))
    nameSlides()
    document.documentElement.dataset.deck = 'ready'
  }

  onMounted(() => watch(isPrintMode, (isPrint) => {
    if (isPrint)
      void announce()
  }, { immediate: true }))
}
