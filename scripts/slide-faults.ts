/** What is wrong with a slide that a reader would see. */
export interface SlideFault {
  slide: number
  title: string
  fault: string
}

/**
 * Finds the faults of the slides displayed in the page: blank, still loading, in error, out of the 980 × 552 frame, cut
 * by a parent, beyond the frame around it, too small to read from the back of a room, over the footer, with a widget that is empty or threw. It
 * runs in the browser (`page.evaluate(slideFaults)`), so it uses nothing outside itself.
 */
export function slideFaults(): SlideFault[] {
  /** Width of the canvas: a slide may be shown at any scale. */
  const CANVAS = 980
  /** On a slide, what is read from the back of a room; on paper and in the footer, what is read at all. */
  const isPrinted = new URLSearchParams(location.search).has('print')
  const SMALLEST = {
    text: isPrinted ? 12 : 15,
    code: isPrinted ? 12 : 16,
    footer: 12,
    // Mermaid draws it as wide as its labels need, and its slide scales it to the room beside the text.
    diagram: 12,
  }
  function kindOf(element: Element): keyof typeof SMALLEST {
    if (element.closest('footer'))
      return 'footer'
    if (element.getRootNode() instanceof ShadowRoot)
      return 'diagram'
    return element.closest('pre') ? 'code' : 'text'
  }
  const shorten = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 60)
  const nameOf = (element: Element) => `<${element.localName} class="${element.getAttribute('class') ?? ''}">`
  function parentOf(element: Element): Element | null {
    const root = element.getRootNode()
    return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  }

  /** What may cut an element: what is placed on the slide itself is not cut by the widget that brings it. */
  function frameOf(element: Element): Element | null {
    return element instanceof HTMLElement && getComputedStyle(element).position === 'absolute' ? element.offsetParent : parentOf(element)
  }

  /** Every node under `root`, drawings in a shadow root included. */
  function* nodesUnder(root: Node): Generator<Node> {
    for (const child of root.childNodes) {
      yield child
      yield* nodesUnder(child)
    }
    if (root instanceof Element && root.shadowRoot)
      yield* nodesUnder(root.shadowRoot)
  }

  /** For screen readers only: one pixel wide, on purpose. */
  function isHiddenFromSight(element: Element, slide: Element): boolean {
    for (let current: Element | null = element; current && current !== slide; current = parentOf(current)) {
      const { clip, clipPath, position, display, visibility } = getComputedStyle(current)
      if (display === 'none' || visibility === 'hidden' || (position === 'absolute' && (clip !== 'auto' || clipPath !== 'none')))
        return true
    }
    return false
  }

  /** What `composables/useWidgetErrors.ts` keeps. */
  const thrown: { slide: number, message: string }[] = JSON.parse(document.documentElement.dataset.thrown ?? '[]')
  const found: SlideFault[] = []
  for (const slide of document.querySelectorAll<HTMLElement>('[data-slidev-no]')) {
    if (!slide.checkVisibility())
      continue
    const frame = slide.getBoundingClientRect()
    const scale = frame.width / CANVAS
    const title = shorten(slide.querySelector('h1, h2')?.textContent ?? '')
    const faults = new Map<string, Set<string>>()
    const report = (kind: string, what = '') => faults.set(kind, (faults.get(kind) ?? new Set()).add(what))
    const isOutside = (rect: DOMRect, box: DOMRect, slack: number) =>
      rect.left < box.left - slack || rect.right > box.right + slack || rect.top < box.top - slack || rect.bottom > box.bottom + slack

    if (slide.querySelector('.slidev-slide-loading'))
      report('still loading')
    for (const pending of slide.querySelectorAll<HTMLElement>('[data-pending]'))
      report('not drawn', pending.dataset.pending || pending.className)
    for (const broken of slide.querySelectorAll<HTMLElement>('[data-fault]'))
      report('in error', broken.textContent?.trim())
    for (const { message } of thrown.filter(({ slide: no }) => no === Number(slide.dataset.slidevNo)))
      report('a widget threw', message)
    for (const widget of slide.querySelectorAll('.widget')) {
      if (!widget.textContent?.trim() && !widget.querySelector('img, canvas, input, svg > *'))
        report('empty widget', nameOf(widget))
    }
    for (const drawing of slide.querySelectorAll('svg')) {
      if (drawing.childElementCount === 0)
        report('empty drawing', nameOf(drawing))
    }
    for (const image of slide.querySelectorAll('img')) {
      if (!image.complete || image.naturalWidth === 0)
        report('image not loaded', image.src)
    }

    const footer = slide.querySelector('footer')
    const footerTexts = [...footer?.children ?? []].map(item => item.getBoundingClientRect())
    const overlap = (a: DOMRect, b: DOMRect) => a.right > b.left && a.left < b.right && a.bottom > b.top + 3 * scale && a.top < b.bottom - 3 * scale
    let content = 0
    for (const node of nodesUnder(slide)) {
      const isText = node instanceof Text
      const element = isText ? parentOf(node as unknown as Element) : node instanceof Element ? node : null
      if (!element || element.closest('style, script, title, desc, template, noscript'))
        continue
      const isFigure = !isText && element.matches('svg, img, canvas, table, pre, video, iframe, [role="img"]') && !element.parentElement?.closest('svg')
      const isScroller = !isText && /auto|scroll/.test(getComputedStyle(element).overflow)
      if (!(isText && node.data.trim()) && !isFigure && !isScroller)
        continue
      if (isHiddenFromSight(element, slide))
        continue
      if (isScroller && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1))
        report('has to be scrolled', nameOf(element))
      if (!isText && !isFigure)
        continue

      const label = isText ? `“${shorten(node.data)}”` : nameOf(element)
      const range = document.createRange()
      range.selectNode(node)
      const rects = (isText ? [...range.getClientRects()] : [element.getBoundingClientRect()]).filter(rect => rect.width > 0 && rect.height > 0)
      if (rects.length === 0)
        continue
      if (!footer?.contains(node) && !element.closest('h1, h2'))
        content += 1
      if (rects.some(rect => isOutside(rect, frame, 1.5 * scale)))
        report('out of the frame', label)
      if (!isText)
        continue

      // Drawings are scaled by their viewBox, so the size on the page is not the one of the style sheet.
      const drawing = element.closest('svg') as SVGSVGElement | null
      const drawn = drawing ? (drawing.getScreenCTM()?.a ?? scale) / scale : 1
      const size = Number.parseFloat(getComputedStyle(element).fontSize) * drawn
      const kind = kindOf(element)
      if (size < SMALLEST[kind] - 0.05 && !element.closest('sub, sup'))
        report(`${kind} of ${size.toFixed(1)} px, under ${SMALLEST[kind]}`, label)
      if (!footer?.contains(node) && rects.some(rect => footerTexts.some(box => overlap(rect, box))))
        report('over the footer', label)
      for (let parent: Element | null = element; parent && parent !== slide; parent = frameOf(parent)) {
        const { overflow, display, borderTopWidth, borderBottomWidth } = getComputedStyle(parent)
        const isFramed = display !== 'inline' && ![borderTopWidth, borderBottomWidth].includes('0px')
        if (overflow === 'visible' && !isFramed)
          continue
        const box = parent.getBoundingClientRect()
        if (rects.some(rect => isOutside(rect, box, 3 * scale)))
          report(`${overflow === 'visible' ? 'beyond the frame of' : 'cut by'} ${nameOf(parent)}`, label)
      }
    }
    if (content === 0)
      report(title ? 'nothing under its title' : 'blank')
    for (const [kind, examples] of faults) {
      const [first, second] = examples
      const fault = [kind, [first, second].filter(Boolean).join(', '), examples.size > 2 ? `and ${examples.size - 2} more` : ''].filter(Boolean).join(': ')
      found.push({ slide: Number(slide.dataset.slidevNo), title, fault })
    }
  }
  return found
}
