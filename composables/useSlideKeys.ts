/** Keys of Slidev that turn a slide or show its next step, and that a button, a checkbox or a link has no use for. */
const TURNING = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'])
const WITHOUT_ARROWS = '.slidev-layout :is(button:not([role]), a[href], input[type="checkbox"])'

function blurControl() {
  const { activeElement } = document
  // A text field keeps the focus: one clicked it to type.
  if (activeElement instanceof HTMLButtonElement || (activeElement instanceof HTMLInputElement && activeElement.type !== 'search'))
    activeElement.blur()
}

function isListOfSlide(target: EventTarget | null): target is HTMLSelectElement {
  return target instanceof HTMLSelectElement && target.closest('.slidev-layout') !== null
}

/**
 * Gives the arrow keys back to Slidev, which turns no slide while a button, a field or a link has the focus. After a click, a
 * slider, a checkbox, a list or a button of a slide loses the focus; by keyboard (a click of detail 0) it keeps the focus
 * until an arrow key that it has no use for. A list is the reverse case: Slidev takes its keys even while it has the focus.
 */
export function useSlideKeys() {
  document.addEventListener('click', ({ target, detail }) => {
    if (detail === 0 || !(target instanceof Element) || !target.closest('.slidev-layout :is(button, input, label)'))
      return
    // Before the click is handled: a button that the click disables loses the focus without an event.
    blurControl()
    // And after it: a label then gives the focus to its control.
    setTimeout(blurControl)
  }, { capture: true })

  // A widget that uses arrows has prevented the default by now; Slidev's own listener, on the window, comes next.
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (TURNING.has(key) && !defaultPrevented && document.activeElement?.matches(WITHOUT_ARROWS))
      (document.activeElement as HTMLElement).blur()
  })

  // A list that was clicked loses the focus once an option is chosen; one used by keyboard keeps it.
  let clicked: EventTarget | null = null
  document.addEventListener('pointerdown', ({ target }) => clicked = target, { capture: true })
  document.addEventListener('focusout', () => clicked = null)
  document.addEventListener('change', ({ target }) => isListOfSlide(target) && target === clicked && target.blur())
  // In a list, arrows choose an option and letters find one: neither is to reach Slidev's listener on the window.
  document.addEventListener('keydown', event => isListOfSlide(event.target) && event.stopPropagation())
}
