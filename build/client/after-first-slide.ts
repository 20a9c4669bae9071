import type { AsyncComponentLoader } from 'vue'
import { defineAsyncComponent } from 'vue'

let shown: Promise<void> | undefined

/** Settles when the page is loaded, its fonts are there, and the browser rests. */
function firstSlideShown(): Promise<void> {
  shown ??= new Promise<void>((resolve) => {
    if (document.readyState === 'complete')
      resolve()
    else
      window.addEventListener('load', () => resolve(), { once: true })
  })
    .then(() => document.fonts.ready)
    .then(() => new Promise<void>((resolve) => {
      // Safari has no requestIdleCallback.
      if ('requestIdleCallback' in window)
        requestIdleCallback(() => setTimeout(resolve, 100), { timeout: 2000 })
      else
        setTimeout(resolve, 500)
    }))
  return shown
}

/** A component that nobody sees on the first slide, such as a dialog: it is loaded once that slide is shown. */
export const afterFirstSlide = (loader: AsyncComponentLoader) => defineAsyncComponent(() => firstSlideShown().then(loader))
