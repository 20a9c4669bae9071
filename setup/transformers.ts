import { defineTransformersSetup } from '@slidev/types'
import { diagramBlock } from '../build/fences/diagram-block.ts'
import { runnableBlock } from '../build/fences/runnable-block.ts'

/** Tried for each code fence before Slidev's own: Mermaid and `{monaco-run}` fences become components of the deck. */
export default defineTransformersSetup(() => ({
  codeblocks: [diagramBlock, runnableBlock],
}))
