import type { RunRecord } from '../../runner/record.ts'
import type { QuotedSnippet } from './run-on-slides.ts'
import { importable } from '../../runner/modules.ts'

/** How a program ends that could not even start as it was written. */
const NEVER_MEANT = new Set(['syntax', 'import'])
const IMPORT = /\b(?:from|import)\s*(?:\(\s*)?(['"])([^'"]+)\1/g

/**
 * Why the end of a snippet is not to be recorded as what it prints, with file and line; undefined where all is well: it
 * imports what no run can have, it never ends, or it ends by an error. `mayFail` for a run with a fault, whose error is
 * what the slide shows.
 */
export function unexpectedEnd({ file, code, linesBefore }: QuotedSnippet, { failure, end }: RunRecord, { mayFail = false } = {}): string | undefined {
  const place = (line: number | null | undefined) => line ? `${file}:${linesBefore + line}` : file
  for (const found of code.matchAll(IMPORT)) {
    const name = found[2]!
    if (!importable.includes(name)) {
      const line = code.slice(0, found.index).split('\n').length
      return `${place(line)} imports ${name}, which a run cannot have: runner/modules.ts lists ${importable.join(', ')}`
    }
  }
  if (end?.reason === 'done' || (mayFail && end?.reason === 'error' && !NEVER_MEANT.has(failure?.kind ?? '')))
    return undefined
  return end?.reason === 'error' && failure
    ? `${place(failure.error.line)} ends by an error (${failure.kind}): ${failure.error.name}: ${failure.error.message}`
    : `${file} ends by ${end?.reason ?? 'nothing'}: a snippet ends by itself`
}
