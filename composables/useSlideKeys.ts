/** Keys that turn a slide or its steps, and mean nothing to a button, a box or a link. */
const TURNING = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'])
const WITHOUT_ARROWS = '.slidev-layout :is(button:not([role]), a[href], input[type="checkbox"])'

function blurControl() {
  const { activeElement } = document
  // Where text is typed, the focus is what one clicked for.
  if (activeElement instanceof HTMLButtonElement || (activeElement instanceof HTMLInputElement && activeElement.type !== 'search'))
    activeElement.blur()
}

const isListOfSlide = (target: EventTarget | null): target is HTMLSelectElement => target instanceof HTMLSelectElement && target.closest('.slidev-layout') !== null

/**
 * Slidev turns no slide by key while a control has the focus, lists apart, which it does not know. Who clicks a slider, a
 * box, a list or a button of a slide wants the arrows back; who came by keyboard (a click of detail 0) keeps the focus
 * until an arrow that the control has no use for.
 */
export function useSlideKeys() {
  document.addEventListener('click', ({ target, detail }) => {
    if (detail === 0 || !(target instanceof Element) || !target.closest('.slidev-layout :is(button, input, label)'))
      return
    // Before the click is handled: a button that is disabled by it loses the focus without telling anyone.
    blurControl()
    // And after: a label then gives the focus to its control.
    setTimeout(blurControl)
  }, { capture: true })

  // A widget with arrows of its own has taken the key by now; Slidev listens to the window, and hears it next.
  document.addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (TURNING.has(key) && !defaultPrevented && document.activeElement?.matches(WITHOUT_ARROWS))
      (document.activeElement as HTMLElement).blur()
  })

  // A list is left once something is chosen from it; by keyboard one goes on choosing.
  let clicked: EventTarget | null = null
  document.addEventListener('pointerdown', ({ target }) => clicked = target, { capture: true })
  document.addEventListener('focusout', () => clicked = null)
  document.addEventListener('change', ({ target }) => isListOfSlide(target) && target === clicked && target.blur())
  // In a list an arrow chooses, a letter looks for a name: neither is Slidev's, who listens to the window.
  document.addEventListener('keydown', event => isListOfSlide(event.target) && event.stopPropagation())
}
