import type { ResolvedSlidevOptions } from '@slidev/types'
import type { PluginOption } from 'vite'
import { fileURLToPath } from 'node:url'
import { contentPolicy } from '../build/content-policy.ts'
import { readDeckUsage } from '../build/deck-usage.ts'
import { documentChapters } from '../build/document.ts'
import { frenchWords } from '../build/french-words.ts'
import { linkPreview } from '../build/link-preview.ts'
import { offline } from '../build/offline.ts'
import { backgroundPreload } from '../build/patches/background-preload.ts'
import { codeEditor } from '../build/patches/code-editor.ts'
import { devDependencies } from '../build/patches/dev-dependencies.ts'
import { fingers } from '../build/patches/fingers.ts'
import { firstLoad } from '../build/patches/first-load.ts'
import { lazyControls } from '../build/patches/lazy-controls.ts'
import { lazyNotes } from '../build/patches/lazy-notes.ts'
import { lazyParts } from '../build/patches/lazy-parts.ts'
import { path } from '../build/patches/path.ts'
import { placeSync } from '../build/patches/place-sync.ts'
import { turnByStyle } from '../build/patches/turn-by-style.ts'
import { unusedFeatures } from '../build/patches/unused-features.ts'
import { room } from '../build/room-plugin.ts'
import { simulationSlides } from '../build/simulation-slides.ts'
import { snippetSandbox } from '../build/snippet-sandbox.ts'

/** Leaves out of the build what the deck does not use, and loads after the first slide what it does not show. */
export default function vitePlugins(options: ResolvedSlidevOptions): PluginOption {
  const usage = readDeckUsage(options)
  return [
    frenchWords(),
    documentChapters(options),
    firstLoad(options, ['fraunces-600-normal.woff2', 'atkinson-hyperlegible-next-400-normal.woff2']),
    lazyControls(fileURLToPath(new URL('../components/deck/NavigationBar.vue', import.meta.url))),
    fingers(),
    lazyParts(),
    backgroundPreload(),
    turnByStyle(),
    lazyNotes(options),
    unusedFeatures(usage),
    codeEditor(usage, options),
    path(),
    placeSync(),
    room(),
    snippetSandbox(options),
    simulationSlides(options),
    contentPolicy(),
    linkPreview(),
    offline(),
    devDependencies(options),
  ]
}
