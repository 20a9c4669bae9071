import type { CodeblockTransformContext } from '@slidev/types'
import lz from 'lz-string'
import { expect, it } from 'vitest'
import { diagramBlock } from '../../../build/fences/diagram-block.ts'

/** A fence that starts on line 4 of slide 7, which starts on line 40 of its page. */
function transform(info: string, code: string) {
  const raw = `---\nlayout: split\n---\n\`\`\`${info}\n${code}\n\`\`\`\n`
  const slide = { index: 6, source: { filepath: '/deck/pages/03.md', start: 40, raw } }
  return Promise.resolve(diagramBlock({ info, code: `${code}\n`, slide, options: { userRoot: '/deck' } } as unknown as CodeblockTransformContext))
}
const codeOf = (tag: string | undefined | null) => lz.decompressFromBase64(/code-lz="([^"]*)"/.exec(tag ?? '')![1]!)

it('leaves other fences alone', async () => expect(await transform('ts', 'let a')).toBeUndefined())

it('names the diagram, and sets its labels in French typography', async () => {
  const tag = await transform('mermaid {alt: \'Qui dit "oui" à l\'appel ?\'}', 'sequenceDiagram\n  A->>B: Prêt ?')
  expect(tag).toContain('alt="Qui dit &quot;oui&quot; à l’appel\u00A0?"')
  expect(tag).toContain('where="pages/03.md:44, slide 7"')
  expect(codeOf(tag)).toBe('sequenceDiagram\n  A->>B: Prêt\u00A0?')
})

it('makes an actor a box of the client', async () => {
  const tag = await transform('mermaid {alt: \'Un appel de A à B, en trois temps\'}', 'sequenceDiagram\n  actor U as Utilisateur\n  U->>S: a')
  expect(tag).toContain('clients="U"')
  expect(codeOf(tag)).toContain('participant U as Utilisateur')
})

it('reads flowcharts with the classes of the palette', async () =>
  expect(await transform('mermaid {alt: \'Un appel de A à B, en trois temps\'}', 'flowchart LR\n  A[Client]:::client --> B')).toContain('<Diagram'))

it('refuses a diagram without a text alternative, and says where', async () =>
  expect(transform('mermaid', 'flowchart LR\n  A --> B')).rejects.toThrow(/^pages\/03\.md:44, slide 7: this diagram has no text alternative/))

it('refuses what Mermaid cannot read, and says on which line', async () => {
  const diagram = transform('mermaid {alt: \'Un appel de A à B, en trois temps\'}', 'sequenceDiagram\n  A->>B: a\n  A->>B b')
  await expect(diagram).rejects.toThrow(/^pages\/03\.md:47, slide 7: Mermaid cannot read this diagram/)
})
