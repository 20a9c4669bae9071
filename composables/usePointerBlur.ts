function blurControl() {
  const { activeElement } = document
  // Where text is typed, the focus is what one clicked for.
  if (activeElement instanceof HTMLButtonElement || (activeElement instanceof HTMLInputElement && activeElement.type !== 'search'))
    activeElement.blur()
}

/**
 * Slidev turns no slide by key while a control has the focus. Who clicks a slider, a box or a button of a slide wants the
 * arrows back; who came by keyboard (a click of detail 0) keeps the focus.
 */
export function usePointerBlur() {
  document.addEventListener('click', ({ target, detail }) => {
    if (detail === 0 || !(target instanceof Element) || !target.closest('.slidev-layout :is(button, input, label)'))
      return
    // Before the click is handled: a button that is disabled by it loses the focus without telling anyone.
    blurControl()
    // And after: a label then gives the focus to its control.
    setTimeout(blurControl)
  }, { capture: true })
}
