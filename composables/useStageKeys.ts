import { showOverview } from '@slidev/client/state/index.ts'
import { useEventListener } from '@vueuse/core'
import { useBlackScreen } from './useBlackScreen'

/** Keys of the widgets of a slide: play or pause, a step back, a step on, run, start again. */
export type StageKey = 'k' | 'j' | 'l' | 'r' | '0'
const STAGE_KEYS: ReadonlySet<string> = new Set<StageKey>(['k', 'j', 'l', 'r', '0'])
/** Of a clicker's button for a black screen, which is one of the two. */
const BLACK_KEYS = new Set(['b', '.'])
const WRITTEN_IN = 'input:not([type="range"], [type="checkbox"]), textarea, select, [contenteditable]'

/** Presses the button of the slide on the screen that has this key, as its first widget would with the focus. */
export function pressOnStage(key: StageKey): void {
  const slide = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].find(slide => slide.style.display !== 'none')
  slide?.querySelector<HTMLElement>(`[aria-keyshortcuts="${key}"]`)?.click()
}

/** Gives the keys of widgets to those of the slide, whatever has the focus, and makes the screen black: a presenter has no hand for the mouse. */
export function useStageKeys(): void {
  const { toggle } = useBlackScreen()
  useEventListener(document, 'keydown', (event) => {
    const isOthers = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || showOverview.value
    if (isOthers || (event.target instanceof Element && event.target.matches(WRITTEN_IN)))
      return
    if (STAGE_KEYS.has(event.key))
      pressOnStage(event.key as StageKey)
    else if (BLACK_KEYS.has(event.key))
      toggle()
  })
}
