import type { Ref } from 'vue'
import { useNav } from '@slidev/client'
import { useDrawings } from '@slidev/client/composables/useDrawings.ts'
import { useEventListener } from '@vueuse/core'

/** Pixels of the screen that a finger moves to turn to the next click, and to the next slide. */
const ASIDE = 75
const UP = 200
/** What a finger uses by itself: widgets, code, and whatever takes a focus. */
const USED = [
  ...['.widget', '.runnable', '.monaco-editor', 'pre', 'section[aria-label]', '[role="group"]', '[role="tree"]'],
  ...['button', 'input', 'select', 'textarea', 'label', 'a[href]', '[tabindex]', '[contenteditable]'],
].join()

function isScrolled(element: Element): boolean {
  const { overflowX, overflowY } = getComputedStyle(element)
  return (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth)
    || (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight)
}

/** Whether a finger that touches this has something else in mind than to turn the slide. */
function isUsed(target: Element, root: Element): boolean {
  if (target.closest(USED))
    return true
  for (let element: Element | null = target; element && element !== root; element = element.parentElement) {
    if (isScrolled(element))
      return true
  }
  return false
}

/**
 * One finger that moves aside over what is only to be read turns to the next click or the one before, up or down to a slide. Slidev's own way
 * takes every drag, wherever it starts, and keeps two fingers from enlarging the page.
 */
export function useSwipeControls(root: Ref<HTMLElement | undefined>): void {
  const { next, nextSlide, prev, prevSlide } = useNav()
  const { isDrawing } = useDrawings()
  let start: Touch | undefined

  useEventListener(root, 'touchstart', ({ touches, target }) => {
    const isFree = touches.length === 1 && !isDrawing.value && target instanceof Element && !isUsed(target, root.value!)
    // Who has enlarged the page moves about it.
    start = isFree && (visualViewport?.scale ?? 1) === 1 ? touches[0] : undefined
  }, { passive: true })
  useEventListener(root, 'touchcancel', () => start = undefined)
  useEventListener(root, 'touchend', ({ changedTouches }) => {
    const end = changedTouches[0]
    if (!start || !end)
      return
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY]
    start = undefined
    if (Math.abs(x) > ASIDE && Math.abs(x) > Math.abs(y))
      void (x < 0 ? next() : prev())
    else if (Math.abs(y) > UP && Math.abs(y) > Math.abs(x))
      void (y < 0 ? nextSlide() : prevSlide())
  })
}
