import type { Plugin } from 'vite'
import { createHash } from 'node:crypto'

/** What the page may load and reach, by directive: itself. `netlify.toml` and `vercel.json` say it too, and who may frame it. */
export const policy: Record<string, string[]> = {
  'default-src': ['\'self\''],
  // SQLite is WebAssembly.
  'script-src': ['\'self\'', '\'wasm-unsafe-eval\''],
  // Vue, the editor and the diagrams set styles on elements; the editor and the diagrams write style sheets.
  'style-src': ['\'self\'', '\'unsafe-inline\''],
  'img-src': ['\'self\'', 'data:', 'blob:'],
  'font-src': ['\'self\'', 'data:'],
  'connect-src': ['\'self\''],
  'worker-src': ['\'self\''],
  // What runs a snippet is a document with a policy of its own.
  'frame-src': ['\'self\''],
  'object-src': ['\'none\''],
  'base-uri': ['\'self\''],
  'form-action': ['\'none\''],
}

/** As a header or a `<meta>` says it. */
export const policyText = (directives = policy): string => Object.entries(directives).map(([name, sources]) => `${name} ${sources.join(' ')}`).join('; ')

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

/** The policy for a page of this HTML: its own inline scripts are let through, by their hashes. */
export function policyFor(html: string, given = policy): string {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(([, code]) => `'sha256-${createHash('sha256').update(code!).digest('base64')}'`)
  return policyText({ ...given, 'script-src': [...given['script-src']!, ...hashes] })
}

/** Gives the page its content security policy, while writing too. */
export function contentPolicy(): Plugin {
  let isBuild = true
  return {
    name: 'deck:content-policy',
    configResolved(config) {
      isBuild = config.command === 'build'
    },
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        // Vite tells what has changed over a socket.
        const directives = isBuild ? policy : { ...policy, 'connect-src': ['\'self\'', 'ws:', 'wss:'] }
        return [{
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', 'content': policyFor(html, directives) },
          injectTo: 'head-prepend',
        }]
      },
    },
  }
}
