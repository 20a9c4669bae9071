import type { ComponentPublicInstance } from 'vue'
import { onErrorCaptured } from 'vue'

/** The slide that a component stands on, if it stands on one. */
function slideOf(component: ComponentPublicInstance | null): number | undefined {
  const { route } = (component?.$props ?? {}) as { route?: { no: number } }
  return component ? route?.no ?? slideOf(component.$parent) : undefined
}

/**
 * A widget that throws while it is drawn leaves an empty place, and a line in a console that nobody reads. Here it is kept
 * with its slide in `data-thrown` of `<html>`, where export and tests find it.
 */
export function useWidgetErrors(): void {
  const thrown: { slide: number, message: string }[] = []
  onErrorCaptured((error, component) => {
    const slide = slideOf(component)
    if (slide === undefined)
      return
    thrown.push({ slide, message: error.message })
    document.documentElement.dataset.thrown = JSON.stringify(thrown)
  })
}
