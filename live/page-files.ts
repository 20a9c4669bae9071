import type { ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Transports</title>
<script type="module" src="/live/page/clients.ts"></script>
`
/** What a page may load: its own modules and the clients that slides show. */
const MODULE = /^\/(?:live\/page|snippets\/transports)\/[\w-]+\.ts$/

/** Answers requests for the page, which with `?run` begins by itself, and its modules, without their types. @returns false for any other path */
export async function servePageFile(path: string, response: ServerResponse): Promise<boolean> {
  if (path === '/' || path === '/?run') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE)
    return true
  }
  if (!MODULE.test(path))
    return false
  const source = await readFile(new URL(`..${path}`, import.meta.url), 'utf8')
  // A service worker among them is of the whole origin.
  response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8', 'Service-Worker-Allowed': '/' }).end(stripTypeScriptTypes(source))
  return true
}
