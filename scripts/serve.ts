/** Serves the built deck as any static host would: files as they are, `index.html` for every other path, with the headers of `vercel.json`. */
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sirv from 'sirv'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Served {
  server: Server
  base: string
  /** Address of the deck, its base path included, with a slash at the end. */
  url: string
  close: () => Promise<void>
}

/** The folder of the site a build was made for (`slidev build --base`), read from its entry script. */
export async function basePath(dist: string): Promise<string> {
  const html = await readFile(join(dist, 'index.html'), 'utf8')
  return /<script[^>]+src="(\/(?:[^"]*\/)?)assets\//.exec(html)?.[1] ?? '/'
}

interface ServeOptions {
  /** 0 for any free one. */
  port?: number
  /** Address of the network to answer on: this machine's own, unless others are to see the deck. */
  host?: string
  /** To be put at the end of the page's head. */
  head?: string
}

/** The headers that a host of the deck sends with each file. */
async function hostHeaders(): Promise<Map<string, string>> {
  const { headers } = JSON.parse(await readFile(join(root, 'vercel.json'), 'utf8')) as { headers: { headers: { key: string, value: string }[] }[] }
  return new Map(headers.flatMap(({ headers }) => headers.map(({ key, value }) => [key, value])))
}

/**
 * Serves `dist` under the base path it was built for.
 * @param dist folder of the build
 * @throws when `dist` holds no build, or the port is taken.
 */
export async function serve(dist: string, { port = 0, host = '127.0.0.1', head = '' }: ServeOptions = {}): Promise<Served> {
  const base = await basePath(dist)
  const html = (await readFile(join(dist, 'index.html'), 'utf8')).replace('</head>', `${head}</head>`)
  // The build names them by what they hold.
  const keepAssets = (response: ServerResponse, path: string) => path.includes('/assets/')
    && response.setHeader('Cache-Control', 'public, max-age=31536000, immutable')
  const files = sirv(dist, { etag: true, gzip: false, brotli: false, extensions: [], setHeaders: keepAssets })
  const headers = await hostHeaders()
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const refuse = (status: number) => void response.writeHead(status).end()
    response.setHeaders(headers)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(405)
    if (!path.startsWith(base))
      return refuse(404)
    request.url = path.slice(base.length - 1)
    const isPage = !/\.\w+$/.test(request.url.split('?')[0]!) || /^\/index\.html(?:\?|$)/.test(request.url)
    const sendPage = () => void response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' }).end(request.method === 'HEAD' ? '' : html)
    if (isPage)
      sendPage()
    else
      files(request, response, () => refuse(404))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    server,
    base,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${base}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
