import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
/** Asks a browser for each of the facts of `reality/facts.ts`, against servers of Node on loopback. */
import type { Browser, Page } from 'playwright-chromium'
import type { FactId } from '../reality/facts.ts'
import type * as pushClient from '../snippets/transports/push-client.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { Agent, createServer as createSecureHttp, request } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { generate } from 'selfsigned'
import webPush from 'web-push'
import { WebSocketServer } from 'ws'
import { servePageFile } from '../live/page-files.ts'
import { Faults, startProxy } from '../live/proxy.ts'
import { createDevice } from '../live/push-device.ts'
import { createPushService } from '../live/push-service.ts'
import { createWork } from '../live/work.ts'
import { pushServer } from '../snippets/transports/push-server.ts'

/** How long what should not happen is waited for, in milliseconds: several times the delay after which it would. */
const QUIET = 1500
const RETRY = 100
const STREAM = { 'Content-Type': 'text/event-stream' }
const PAGE = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'

interface Desk {
  browser: Browser
  server: Server
  origin: string
  page: Page
  /** One more page of the same browser. */
  openPage: () => Promise<Page>
}

/** A page on an origin of its own, whose server answers all but the page itself by the listener. */
async function withPage<T>(browser: Browser, answer: RequestListener, act: (desk: Desk) => Promise<T>): Promise<T> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
    request.url === '/' ? response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE) : answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const context = await browser.newContext()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const openPage = async () => {
    const page = await context.newPage()
    await page.goto(origin)
    return page
  }
  try {
    return await act({ browser, server, origin, page: await openPage(), openPage })
  }
  finally {
    await context.close()
    server.closeAllConnections()
    server.close()
  }
}

/** Opens streams and leaves them to the page. */
function openStreams(page: Page, count = 1) {
  return page.evaluate((number) => {
    const sources = Array.from({ length: number }, () => new EventSource('/events'))
    Object.assign(globalThis, { sources })
  }, count)
}
const isClosed = (page: Page) => page.evaluate(() => (globalThis as unknown as { sources: EventSource[] }).sources[0]!.readyState === EventSource.CLOSED)

/** How an EventSource takes an answer that is no stream. */
function endedBy(browser: Browser, answer: RequestListener) {
  let requests = 0
  return withPage(browser, (request, response) => {
    requests++
    answer(request, response)
  }, async ({ page }) => {
    await openStreams(page)
    await wait(QUIET)
    return { requests, isClosed: await isClosed(page) }
  })
}

const questions: Record<FactId, (browser: Browser) => Promise<object>> = {
  'six-connections': (browser) => {
    let streams = 0
    return withPage(browser, (_, response) => {
      streams++
      response.writeHead(200, STREAM).flushHeaders()
    }, async ({ page, openPage }) => {
      await openStreams(page, 4)
      await openStreams(await openPage(), 4).catch(() => {})
      await wait(QUIET)
      return { streams }
    })
  },

  'http-2': async (browser) => {
    let streams = 0
    let connections = 0
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
    const server = createSecureServer({ key, cert }, (request, response) => {
      if (request.url === '/')
        return response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE)
      streams++
      response.writeHead(200, STREAM)
      response.write(':\n\n')
    }).on('session', () => connections++).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    try {
      const page = await context.newPage()
      await page.goto(`https://127.0.0.1:${(server.address() as AddressInfo).port}`)
      await openStreams(page, 20)
      await wait(QUIET)
      return { streams, connections }
    }
    finally {
      await context.close()
      server.close()
    }
  },

  'ended-by-204': browser => endedBy(browser, (_, response) => response.writeHead(204).end()),
  'ended-by-502': browser => endedBy(browser, (_, response) => response.writeHead(502, STREAM).end()),
  'ended-by-type': browser => endedBy(browser, (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')),

  'redirects': (browser) => {
    const paths: string[] = []
    return withPage(browser, (request, response) => {
      paths.push(request.url!)
      if (request.url === '/events')
        response.writeHead(307, { Location: '/moved' }).end()
      else
        response.writeHead(200, STREAM).end(`retry: ${RETRY}\n\n`)
    }, async ({ page }) => {
      await openStreams(page)
      while (paths.length < 4)
        await wait(RETRY)
      return { paths: paths.slice(0, 4) }
    })
  },

  'no-answer': (browser) => {
    let requests = 0
    return withPage(browser, (request, response) => {
      requests++
      if (requests === 1)
        response.writeHead(200, { ...STREAM, Connection: 'close' }).end(`retry: ${RETRY}\n\n`)
      else
        request.socket.destroy()
    }, async ({ page }) => {
      await openStreams(page)
      await wait(QUIET)
      return { requests: Math.min(3, requests), isClosed: await isClosed(page) }
    })
  },

  'last-event-id': (browser) => {
    const ids: (string | null)[] = []
    return withPage(browser, (request, response) => {
      ids.push(request.headers['last-event-id'] as string | undefined ?? null)
      response.writeHead(200, STREAM).end(ids.length === 1 ? `retry: ${RETRY}\nid: 7\ndata: first\n\n` : ':\n\n')
    }, async ({ page }) => {
      await openStreams(page)
      while (ids.length < 4)
        await wait(RETRY)
      return { ids: ids.slice(0, 4) }
    })
  },

  'own-header': (browser) => {
    const header = Promise.withResolvers<string | null>()
    return withPage(browser, (request, response) => {
      header.resolve(request.headers['x-own'] as string | undefined ?? null)
      response.writeHead(204).end()
    }, async ({ page }) => {
      await page.evaluate(() => void new EventSource('/events', { headers: { 'X-Own': '1' } } as EventSourceInit))
      return { header: await header.promise }
    })
  },

  'silent-cut': browser => withPage(browser, () => {}, async ({ server, page }) => {
    const sockets = new WebSocketServer({ server })
    const faults = new Faults()
    const proxy = await startProxy({ target: (server.address() as AddressInfo).port, latency: 1, faults, onPassage: () => {} })
    await page.evaluate(async (port) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`)
      const seen = { socket, closed: 0 }
      socket.addEventListener('close', () => seen.closed++)
      Object.assign(globalThis, { seen })
      await new Promise(resolve => socket.addEventListener('open', resolve))
    }, proxy.port)
    faults.loseNext()
    await page.evaluate(() => (globalThis as unknown as { seen: { socket: WebSocket } }).seen.socket.send('lost'))
    await wait(QUIET)
    const seen = await page.evaluate(async () => {
      const { socket, closed } = (globalThis as unknown as { seen: { socket: WebSocket, closed: number } }).seen
      socket.send('lost too')
      await new Promise(resolve => setTimeout(resolve, 200))
      return { readyState: socket.readyState, closed, isSent: socket.bufferedAmount === 0 }
    })
    sockets.close()
    proxy.close()
    return seen
  }),

  'ping': browser => withPage(browser, () => {}, async ({ server, page, origin }) => {
    let pongs = 0
    const all = Promise.withResolvers<void>()
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.on('pong', () => {
        if (++pongs === 3)
          all.resolve()
        else
          socket.ping()
      })
      socket.ping()
    })
    await page.evaluate((address) => {
      const seen = { messages: 0 }
      new WebSocket(address).addEventListener('message', () => seen.messages++)
      Object.assign(globalThis, { seen })
    }, origin.replace('http', 'ws'))
    await all.promise
    return { pongs, messages: await page.evaluate(() => (globalThis as unknown as { seen: { messages: number } }).seen.messages) }
  }),

  'sent-twice': (browser) => {
    const requests = { get: 0, post: 0 }
    return withPage(browser, (request, response) => {
      if (request.url === '/first')
        return response.end('ok')
      const method = request.method === 'GET' ? 'get' : 'post'
      requests[method]++
      request.socket.destroy()
    }, async ({ page }) => {
      for (const method of ['GET', 'POST']) {
        await page.evaluate(async (name) => {
          await (await fetch('/first')).text()
          await fetch('/second', { method: name }).catch(() => {})
        }, method)
      }
      return requests
    })
  },

  'push': browser => withPush(browser, 60, true, async ({ page, finish }) => {
    // The page listens before the push comes.
    await page.evaluate(async () => {
      const { awaitNotification } = await import('/snippets/transports/push-client.ts' as string) as typeof pushClient
      Object.assign(globalThis, { result: awaitNotification('/imports/a', { applicationServerKey: '', fallbackAfter: 600_000 }) })
    })
    await finish()
    return { result: await page.evaluate(() => (globalThis as unknown as { result: Promise<unknown> }).result) }
  }),

  'push-ttl-0': browser => withPush(browser, 0, false, async ({ finish, attach }) => {
    const accepted = await finish()
    return { accepted: Number(accepted === 'accepted'), delivered: attach() }
  }),
}

interface PushDesk {
  page: Page
  /** The job is done. @returns what the push service said */
  finish: () => Promise<string>
  /** The device is there from now on. @returns how many pushes it got */
  attach: () => number
}

/**
 * A page whose service worker is told by pushes, from our push service: a browser subscribes at its maker's only, so the device's part, its keys
 * and reading what is encrypted for them, is ours, and what it read is handed to the browser by DevTools.
 */
async function withPush<T>(browser: Browser, TTL: number, isThere: boolean, act: (desk: PushDesk) => Promise<T>): Promise<T> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  const service = createPushService((ms, act) => setTimeout(act, ms).unref(), () => Date.now() / 1000)
  const pushes = createSecureHttp({ key, cert }, service.answer).listen(0, '127.0.0.1')
  await once(pushes, 'listening')
  const pushOrigin = `https://127.0.0.1:${(pushes.address() as AddressInfo).port}`
  const work = createWork({ durationOf: () => 200, parts: 1 })
  const outcome = Promise.withResolvers<string>()
  const agent = new Agent({ rejectUnauthorized: false })
  const answer = pushServer(work, { vapidDetails: { subject: 'mailto:ops@example.com', ...webPush.generateVAPIDKeys() }, TTL, agent, onSent: outcome.resolve })
  const device = createDevice()
  try {
    return await withPage(browser, async (request, response) => {
      if (!await servePageFile(request.url!, response))
        await answer(request, response)
    }, async ({ page, origin }) => {
      await page.context().grantPermissions(['notifications'], { origin })
      const devTools = await page.context().newCDPSession(page)
      const registrationId = Promise.withResolvers<string>()
      devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => registrations.forEach(one => registrationId.resolve(one.registrationId)))
      await devTools.send('ServiceWorker.enable')
      await page.evaluate(async () => {
        await navigator.serviceWorker.register('/snippets/transports/push-worker.ts', { type: 'module', scope: '/' })
        await navigator.serviceWorker.ready
      })
      const { headers } = await ask(`${pushOrigin}/subscribe`, agent)
      let delivered = 0
      const attach = () => {
        service.attach(headers.location!, async (push) => {
          delivered++
          const data = JSON.stringify(device.read(push))
          await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registrationId.promise, data })
        })
        return delivered
      }
      if (isThere)
        attach()
      return act({ page, attach, async finish() {
        work.start('a')
        await fetch(`${origin}/imports/a/subscription`, { method: 'PUT', body: JSON.stringify({ endpoint: pushOrigin + headers.location, keys: device.keys }) })
        return outcome.promise
      } })
    })
  }
  finally {
    pushes.closeAllConnections()
    pushes.close()
  }
}

/** A POST to our push service, whose certificate nobody signed. */
function ask(address: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => request(address, { method: 'POST', agent }, resolve).on('error', reject).end())
}

/** What a browser was seen to do for each fact. */
export async function askForFacts(browser: Browser): Promise<Record<FactId, object>> {
  const answers = await Promise.all(Object.entries(questions).map(async ([id, ask]) => [id, await ask(browser)] as const))
  return Object.fromEntries(answers) as Record<FactId, object>
}
