/** Keys of Slidev that turn a slide or show its next step, and that a button, a checkbox or a link has no use for. */
const TURNING = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown'])
const WITHOUT_ARROWS = '.slidev-layout :is(button:not([role]), a[href], input[type="checkbox"])'

function blurControl() {
  const { activeElement } = document
  // A text field keeps the focus: one clicked it to type.
  if (activeElement instanceof HTMLButtonElement || (activeElement instanceof HTMLInputElement && activeElement.type !== 'search'))
    activeElement.blur()
}

/** What a reader writes or scrolls in, but for the code editor, which leaves by itself. */
const FIELDS = '.slidev-layout :is(input, textarea, select, [tabindex="0"]:not(button)):not(.monaco-editor *)'
const CONTROLS = ':is(button, input, select, textarea, a[href]):not(:disabled)'

/** Gives the focus to what stands now where a control stood that is gone, or can do nothing any more. */
function keepPlace(control: Element) {
  const widget = control.closest('.widget')
  if (!widget)
    return
  const place = [...widget.querySelectorAll(CONTROLS)].indexOf(control)
  setTimeout(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body || document.activeElement.matches(':disabled')
    if (!isLost || control.matches(`.widget ${CONTROLS}`))
      return
    const controls = [...widget.querySelectorAll<HTMLElement>(CONTROLS)]
    controls[Math.min(place, controls.length - 1)]?.focus()
  })
}

function isListOfSlide(target: EventTarget | null): target is HTMLSelectElement {
  return target instanceof HTMLSelectElement && target.closest('.slidev-layout') !== null
}

/**
 * Gives the arrow keys back to Slidev, which turns no slide while a button, a field or a link has the focus. After a click, a
 * slider, a checkbox, a list or a button of a slide loses the focus; by keyboard (a click of detail 0) it keeps the focus
 * until an arrow key that it has no use for, and if the click removes it, its place does. Escape leaves any field. A list is the
 * reverse case: Slidev takes its keys even while it has the focus.
 */
export function useSlideKeys() {
  document.addEventListener('click', ({ target, detail }) => {
    if (detail === 0 && target instanceof Element)
      keepPlace(target)
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

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !(event.target instanceof HTMLElement) || !event.target.matches(FIELDS))
      return
    // A search field would empty itself, Slidev would close what is open.
    event.preventDefault()
    event.stopPropagation()
    event.target.blur()
  }, { capture: true })

  // A list that was clicked loses the focus once an option is chosen; one used by keyboard keeps it.
  let clicked: EventTarget | null = null
  document.addEventListener('pointerdown', ({ target }) => clicked = target, { capture: true })
  document.addEventListener('focusout', () => clicked = null)
  document.addEventListener('change', ({ target }) => isListOfSlide(target) && target === clicked && target.blur())
  // In a list, arrows choose an option and letters find one: neither is to reach Slidev's listener on the window.
  document.addEventListener('keydown', event => isListOfSlide(event.target) && event.stopPropagation())
}
