/** What is wrong with the document that a reader would see, and where. */
export interface DocumentFault {
  part: string
  fault: string
}

/**
 * Finds the faults of the document in the page: text that is too small, too pale or wider than its column, figures that are empty, in error or
 * have no caption, places that a link names and that are not there. It runs in the browser (`page.evaluate(documentFaults)`), so it uses
 * nothing outside itself. Sizes are those of paper, in points.
 */
export function documentFaults(): DocumentFault[] {
  const LEAST = { code: 8.5, text: 10, label: 7 }
  const LEAST_CONTRAST = 4.5
  const POINT = 96 / 72
  const shorten = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 50)
  const found = new Map<string, DocumentFault>()
  const report = (element: Element, fault: string) => {
    const part = element.closest<HTMLElement>('[data-part]')?.dataset.part ?? 'front'
    const figure = element.closest('figure')?.querySelector('figcaption strong')?.textContent ?? ''
    const key = [part, figure, fault.replace(/“.*”/, '')].join()
    if (!found.has(key))
      found.set(key, { part: [part, figure].filter(Boolean).join(', '), fault })
  }

  type Colour = [red: number, green: number, blue: number, alpha: number]
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!
  function colourOf(text: string): Colour {
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = text
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }
  const colours = new Map<string, Colour>()
  const known = (text: string) => colours.get(text) ?? (colours.set(text, colourOf(text)), colours.get(text)!)
  function luminance([red, green, blue]: Colour): number {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  function groundOf(element: Element): Colour {
    for (let current: Element | null = element; current; current = current.parentElement) {
      const colour = known(getComputedStyle(current).backgroundColor)
      if (colour[3] > 0.9)
        return colour
    }
    return [255, 255, 255, 1]
  }

  const main = document.querySelector('.document')!
  const column = main.getBoundingClientRect()
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    const element = node.parentElement!
    if (!node.data.trim() || element.closest('style, script, title, desc') || !element.checkVisibility({ visibilityProperty: true }))
      continue
    const style = getComputedStyle(element)
    const { clipPath, position } = style
    if (position === 'absolute' && clipPath !== 'none')
      continue
    const range = document.createRange()
    range.selectNode(node)
    const rects = [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    if (rects.length === 0)
      continue
    const label = `“${shorten(node.data)}”`
    if (rects.some(({ left, right }) => left < column.left - 1 || right > column.right + 1))
      report(element, `wider than the column: ${label}`)

    const drawing = element.closest('svg') as SVGSVGElement | null
    const zoom = drawing ? drawing.getScreenCTM()!.a : (element as HTMLElement & { currentCSSZoom: number }).currentCSSZoom
    const size = Number.parseFloat(style.fontSize) * zoom / POINT
    const isCode = element.closest('pre') !== null || element.closest('.output') !== null
    const isProse = !element.closest('figure, table, sub, sup, code, .contents, .title-page, h1, h2, h3')
    const least = isCode ? LEAST.code : isProse ? LEAST.text : LEAST.label
    if (size < least - 0.05 && !element.closest('sub, sup'))
      report(element, `text of ${size.toFixed(1)} pt, under ${least}: ${label}`)

    if (!drawing) {
      const [lighter, darker] = [luminance(known(style.color)), luminance(groundOf(element))].sort((a, b) => b - a) as [number, number]
      const contrast = (lighter + 0.05) / (darker + 0.05)
      if (contrast < LEAST_CONTRAST - 0.05)
        report(element, `contrast of ${contrast.toFixed(1)}, under ${LEAST_CONTRAST}: ${label}`)
    }
  }

  for (const figure of main.querySelectorAll('figure')) {
    if (!figure.querySelector('figcaption')?.textContent?.trim())
      report(figure, 'a figure without caption')
    if (!figure.querySelector('.stage')?.textContent?.trim() && !figure.querySelector('svg > *, .diagram'))
      report(figure, 'an empty figure')
  }
  for (const pending of main.querySelectorAll<HTMLElement>('[data-pending]'))
    report(pending, `not drawn: ${pending.dataset.pending}`)
  for (const broken of main.querySelectorAll('[data-fault]'))
    report(broken, `in error: ${shorten(broken.textContent ?? '')}`)
  for (const link of main.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    if (!document.getElementById(link.getAttribute('href')!.slice(1)))
      report(link, `a link leads nowhere: ${link.getAttribute('href')}`)
  }
  const thrown: { message: string }[] = JSON.parse(document.documentElement.dataset.thrown ?? '[]')
  for (const { message } of thrown)
    report(main, `a widget threw: ${message}`)
  return [...found.values()]
}
