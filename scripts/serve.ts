/** Serves the built deck as any static host would: files as they are, `index.html` for every other path. */
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'

export interface Served {
  /** Address of the deck, its base path included, with a slash at the end. */
  url: string
  close: () => Promise<void>
}

/** The folder of the site a build was made for (`slidev build --base`), read from its entry script. */
export async function basePath(dist: string): Promise<string> {
  const html = await readFile(join(dist, 'index.html'), 'utf8')
  return /<script[^>]+src="(\/(?:[^"]*\/)?)assets\//.exec(html)?.[1] ?? '/'
}

/**
 * Serves `dist` on 127.0.0.1, under the base path it was built for.
 * @param dist folder of the build
 * @param port 0 for any free one
 * @throws when `dist` holds no build, or the port is taken.
 */
export async function serve(dist: string, port = 0): Promise<Served> {
  const base = await basePath(dist)
  const files = sirv(dist, { single: true, etag: true, gzip: false, brotli: false })
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (!path.startsWith(base)) {
      response.writeHead(404).end()
      return
    }
    request.url = path.slice(base.length - 1)
    files(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
