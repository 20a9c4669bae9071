/** The text alternative of a diagram, or why there is none that can be read. */
export type DiagramAlt = { alt: string, problem?: undefined } | { alt?: undefined, problem: string }

const FORM = '```mermaid {alt: \'What the diagram says\'}'
const SHORTEST = 20

/**
 * Reads what follows the backticks of a diagram: `mermaid {alt: '…'}`, in quotes of any kind. An apostrophe inside is an
 * apostrophe, with a backslash or without: `{alt: 'S1 fait l'appel'}`.
 */
export function readDiagramAlt(info: string): DiagramAlt {
  const options = info.replace(/^mermaid\b/, '').trim()
  if (!options)
    return { problem: `this diagram has no text alternative: write ${FORM}` }
  const inside = /^\{(.*)\}$/s.exec(options)?.[1]?.trim()
  if (inside === undefined)
    return { problem: `the options of this diagram do not stand between { and }, but are ${options}: write ${FORM}` }
  const [, name, rest] = /^(\w+)\s*:(.*)$/s.exec(inside) ?? []
  const value = rest?.trim()
  if (name !== 'alt' || value === undefined)
    return { problem: `a diagram takes one option, alt, not ${name ?? (inside || 'none')}: write ${FORM}` }
  const quote = value[0] ?? ''
  if (!'\'"`'.includes(quote) || quote === '')
    return { problem: `the text alternative is not in quotes: write ${FORM}` }
  const text = value.replace(/,$/, '').trimEnd()
  if (text.length < 2 || !text.endsWith(quote))
    return { problem: `the text alternative opens with ${quote} and does not end with it, before the }: write ${FORM}` }
  const another = new RegExp(`${quote}\\s*,\\s*(\\w+)\\s*:`).exec(text.slice(1))
  if (another)
    return { problem: `a diagram takes one option, alt, not ${another[1]}: write ${FORM}` }
  const alt = text.slice(1, -1).replace(/\\(['"`\\])/g, '$1').trim()
  return alt.length < SHORTEST
    ? { problem: `the text alternative “${alt}” says nothing: it stands for the diagram, in a sentence of ${SHORTEST} characters or more` }
    : { alt }
}
