/// <reference lib="webworker" />
/**
 * Keeps the built deck for when its server is gone. It is a script of its own: `build/offline.ts` bundles it, with the list of what is kept.
 *
 * Files come from what is kept: their names change with what they hold. The page comes from the server while that answers, so that
 * `npm run dev` or another version at the same address is never hidden. A new version takes over once a reader wants it to, or no window is left.
 */
import { addPlugins, cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope
/** Set by `build/offline.ts`. A file whose name does not change with what it holds has a revision. */
declare const __KEPT_FILES__: { url: string, revision: string | null }[]

/** Milliseconds that a server may take to send its page: one that a bad network holds up is as good as gone. */
const PATIENCE = 3000

/** The same response, its body as it comes out of a stream. */
function through(response: Response, stream: CompressionStream | DecompressionStream): Response {
  const headers = new Headers(response.headers)
  // Of how it came.
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(response.body?.pipeThrough(stream), { status: response.status, headers })
}

// The compiler of the editor alone is 7 MB: files are kept compressed, as they should have come.
addPlugins([{
  cacheWillUpdate: async ({ response }) => response.ok ? through(response, new CompressionStream('gzip')) : null,
  cachedResponseWillBeUsed: async ({ cachedResponse }) => cachedResponse && through(cachedResponse, new DecompressionStream('gzip')),
}])
precacheAndRoute(__KEPT_FILES__)
cleanupOutdatedCaches()

const keptPage = createHandlerBoundToURL('index.html')
registerRoute(new NavigationRoute(async (options) => {
  const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE, new Error('The server is late')))
  try {
    const response = await Promise.race([fetch(options.request), late])
    if (response.status >= 500)
      throw new Error(response.statusText)
    return response
  }
  catch {
    return keptPage(options)
  }
}))

// The page that registers it is served at once: it may lose its server before it is loaded again.
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))
self.addEventListener('message', ({ data }) => data === 'take over' && void self.skipWaiting())
