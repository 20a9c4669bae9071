import type { Deck } from './deck.ts'
import type { Problem } from './source.ts'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)

/** Mermaid in Node: without a document, DOMPurify has no methods and flowcharts cannot be read; reading needs no cleaning. */
async function loadMermaid() {
  const purify = createRequire(require.resolve('mermaid')).resolve('dompurify')
  const variants = [purify, purify.replace('purify.cjs.js', 'purify.es.mjs')]
  for (const variant of variants) {
    const { default: dompurify } = await import(pathToFileURL(variant).href) as { default: object }
    Object.assign(dompurify, { addHook: () => {}, sanitize: (text: string) => text })
  }
  return (await import('mermaid')).default
}

/** Diagrams that Mermaid cannot read, with the line of the page where it stopped. */
export async function unreadableDiagrams(deck: Deck): Promise<Problem[]> {
  const mermaid = await loadMermaid()
  const problems: Problem[] = []
  for (const slide of deck.slides) {
    for (const { code, lang, line } of slide.fences) {
      if (lang !== 'mermaid')
        continue
      try {
        await mermaid.parse(code)
      }
      catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        const inside = Number(/line (\d+)/.exec(message)?.[1] ?? 0)
        problems.push({ file: slide.file, line: line + inside, message: `Mermaid cannot read this diagram: ${message}` })
      }
    }
  }
  return problems
}
