import type { AsyncComponentLoader } from 'vue'
import { defineAsyncComponent } from 'vue'
import { whenIdle } from './idle.ts'

/** Milliseconds left to the browser after it was idle first. */
const AFTER_IDLE_MS = 100

let shown: Promise<void> | undefined

/** Resolves when the page and its fonts are loaded, and the browser is idle. */
function firstSlideShown(): Promise<void> {
  shown ??= new Promise<void>((resolve) => {
    if (document.readyState === 'complete')
      resolve()
    else
      window.addEventListener('load', () => resolve(), { once: true })
  })
    .then(() => document.fonts.ready)
    .then(() => new Promise<void>(resolve => whenIdle(() => setTimeout(resolve, AFTER_IDLE_MS), { timeout: 2000, fallbackDelay: 400 })))
  return shown
}

/** A component that nobody sees on the first slide, such as a dialog: it is loaded once that slide is shown. */
export const afterFirstSlide = (loader: AsyncComponentLoader) => defineAsyncComponent(() => firstSlideShown().then(loader))
