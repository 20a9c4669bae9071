/** Content streams of a PDF as Chromium's Skia writes them: one operator ends each line, and strings are hexadecimal. */

const PAINTS = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*', 'S', 's'])
const BEGINS_PATH = new Set(['m', 're'])

/** Stretches of lines that draw something outside of every mark, from and to inclusive; and the form objects that such a stretch draws. */
export interface Unmarked { from: number, to: number, form?: string }

const operatorOf = (line: string): string => /(\S+)\s*$/.exec(line)?.[1] ?? ''

/**
 * Finds what a content stream draws that is neither tagged nor an artifact.
 * @throws where marks do not nest
 */
export function unmarked(lines: string[]): Unmarked[] {
  const found: Unmarked[] = []
  /** Whether a mark stands between the last stretch and here: what no mark parts is one stretch. */
  let isParted = true
  let depth = 0
  const add = (from: number, to: number, form?: string) => {
    const last = found.at(-1)
    if (last && !isParted && form === undefined && last.form === undefined)
      last.to = to
    else
      found.push({ from, to, ...form !== undefined && { form } })
    isParted = false
  }
  let path: { from: number, depth: number } | undefined
  let text: { from: number, isMarked: boolean } | undefined
  lines.forEach((line, index) => {
    // A mark may stand before the operator of its line, as in `/P <</MCID 3 >>BDC`.
    const operator = operatorOf(line).replace(/^.*>>(?=B[DM]C$)/, '')
    if (operator === 'BDC' || operator === 'BMC') {
      depth += 1
      isParted = true
      if (text)
        text.isMarked = true
    }
    else if (operator === 'EMC') {
      depth -= 1
      if (depth < 0)
        throw new Error(`line ${index + 1}: a mark ends that did not begin`)
    }
    else if (operator === 'BT') {
      text = { from: index, isMarked: depth > 0 }
    }
    else if (operator === 'ET') {
      if (text && !text.isMarked)
        add(text.from, index)
      text = undefined
    }
    else if (operator === 'Do' || operator === 'sh') {
      const form = /\/(\S+) Do$/.exec(line)?.[1]
      if (depth === 0)
        add(index, index, form)
    }
    else if (BEGINS_PATH.has(operator)) {
      path ??= { from: index, depth }
    }
    else if (operator === 'n') {
      path = undefined
    }
    else if (PAINTS.has(operator)) {
      if (path && path.depth === 0 && depth === 0)
        add(path.from, index)
      path = undefined
    }
  })
  if (depth !== 0)
    throw new Error('a mark does not end')
  return found
}

/** The same lines, with these stretches marked as artifacts: what a screen reader passes over. */
export function asArtifacts(lines: string[], stretches: Unmarked[]): string[] {
  const starts = new Set(stretches.map(({ from }) => from))
  const ends = new Set(stretches.map(({ to }) => to))
  return lines.flatMap((line, index) => [
    ...starts.has(index) ? ['/Artifact BMC'] : [],
    line,
    ...ends.has(index) ? ['EMC'] : [],
  ])
}
