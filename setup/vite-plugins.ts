import type { ResolvedSlidevOptions } from '@slidev/types'
import type { PluginOption } from 'vite'
import { calmPreload } from '../build/calm-preload.ts'
import { codeEditor } from '../build/code-editor.ts'
import { readDeckUsage } from '../build/deck-usage.ts'
import { devDependencies } from '../build/dev-dependencies.ts'
import { firstLoad } from '../build/first-load.ts'
import { lazyControls } from '../build/lazy-controls.ts'
import { lazyNotes } from '../build/lazy-notes.ts'
import { lightTranspiler } from '../build/light-transpiler.ts'
import { mermaidDiagrams } from '../build/mermaid-diagrams.ts'
import { turnByStyle } from '../build/turn-by-style.ts'
import { unusedFeatures } from '../build/unused-features.ts'

/** What the deck does not use stays out, what the first slide does not show comes later, and holds up nothing. */
export default function vitePlugins(options: ResolvedSlidevOptions): PluginOption {
  const usage = readDeckUsage(options)
  return [
    firstLoad(options, ['fraunces-600-normal.woff2', 'atkinson-hyperlegible-next-400-normal.woff2']),
    lazyControls(),
    calmPreload(),
    turnByStyle(),
    lazyNotes(options),
    unusedFeatures(usage),
    mermaidDiagrams(usage.fences),
    codeEditor(usage, options),
    lightTranspiler(),
    devDependencies(options),
  ]
}
