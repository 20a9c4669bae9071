import type { HighlighterGeneric } from 'shiki'

/** Shiki as the editor uses it; the same at each call. */
export default function setup(): Promise<{ getEagerHighlighter: () => Promise<HighlighterGeneric<string, string>> }>
