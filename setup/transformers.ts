import { defineTransformersSetup } from '@slidev/types'
import { diagramBlock } from '../build/diagram-block.ts'
import { runnableBlock } from '../build/runnable-block.ts'

/** Slidev asks these first for each code fence: Mermaid and `{monaco-run}` become the deck's own components. */
export default defineTransformersSetup(() => ({
  codeblocks: [diagramBlock, runnableBlock],
}))
