import type { Plugin } from 'vite'

/** What the page may load and reach, by directive: itself. */
export const policy: Record<string, string> = {
  'default-src': '\'self\'',
  'script-src': '\'self\'',
  // Vue, the editor and the diagrams set styles on elements; the editor and the diagrams write style sheets.
  'style-src': '\'self\' \'unsafe-inline\'',
  'img-src': '\'self\' data: blob:',
  'font-src': '\'self\' data:',
  'connect-src': '\'self\'',
  'worker-src': '\'self\'',
  // What runs a snippet is a document with a policy of its own: `build/snippet-sandbox.ts`.
  'frame-src': '\'self\'',
  'object-src': '\'none\'',
  'base-uri': '\'self\'',
  'form-action': '\'none\'',
}

/** Where scripts come from, the page says: the frame of the runner makes them from text, and SQLite is WebAssembly in a worker. */
const ONLY_OF_PAGE = ['default-src', 'script-src', 'worker-src']

/**
 * What a host says of each file, workers included, in a header: `netlify.toml` and `vercel.json`. Who may frame the deck, a page cannot say.
 */
export const headerPolicy = textOf({ ...without(policy, ONLY_OF_PAGE), 'frame-ancestors': '\'self\'' })

function without(directives: Record<string, string>, names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(directives).filter(([name]) => !names.includes(name)))
}

function textOf(directives: Record<string, string>): string {
  return Object.entries(directives).map(([name, sources]) => `${name} ${sources}`).join('; ')
}

/** Gives the built page its content security policy. While writing, Slidev serves its page without what plugins add to it. */
export function contentPolicy(): Plugin {
  return {
    name: 'deck:content-policy',
    apply: 'build',
    transformIndexHtml: () => [{
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', 'content': textOf(policy) },
      injectTo: 'head-prepend',
    }],
  }
}
