import { defineTransformersSetup } from '@slidev/types'
import { diagramBlock } from '../build/fences/diagram-block.ts'
import { runnableBlock } from '../build/fences/runnable-block.ts'

/** Slidev asks these first for each code fence: Mermaid and `{monaco-run}` become the deck's own components. */
export default defineTransformersSetup(() => ({
  codeblocks: [diagramBlock, runnableBlock],
}))
