/**
 * What programs and those who escaped from one try, and what of it arrives: at a server, in what the browser keeps for the
 * deck, in its windows and channels. First that each canary would tell.
 */
import type { Browser, BrowserContext, Page } from '@playwright/test'
import type { AddressInfo } from 'node:net'
import type { Attack } from './attacks.ts'
import { createServer } from 'node:http'
import { text } from '../../locales'
import { MAX_LINES, MAX_OUTPUT, MAX_TEXT } from '../../runner/job.ts'
import { escaped, programs } from './attacks.ts'
import { currentSlide, expect, test } from './deck.ts'
import { openEditor, pasteAndRun, turnAndBack, whenOver } from './runnable.ts'

// A slide turns without a transition.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** A server that lets anyone in, and counts who comes: requests, sockets, or a connection that says nothing. */
async function countingServer() {
  const requests: string[] = []
  let connections = 0
  const server = createServer((request, response) => {
    requests.push(request.url!)
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'text/javascript' }).end('self.reached = 1')
  })
  server.on('connection', () => connections += 1)
  server.on('upgrade', (request, socket) => {
    requests.push(request.url!)
    socket.destroy()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    seen: () => ({ requests: [...requests], connections }),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The channels of a deck at this address: between its windows, and of its console; and one of nobody's. */
function channelsAt(url: string) {
  const { pathname } = new URL(url)
  return { windows: `deck ${pathname}`, console: `messages${pathname.replaceAll('/', '-')}`, canary: 'canary' }
}

/** Runs in a window of the deck's origin that shows no deck: puts something wherever a program might change it. */
async function putCanaries(channels: ReturnType<typeof channelsAt>): Promise<void> {
  localStorage.canary = 'alive'
  document.cookie = 'canary=alive'
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('canary')
    opening.onsuccess = resolve
    opening.onerror = reject
  })
  await (await caches.open('canary')).put('/canary', new Response('alive'))
  await (await navigator.storage.getDirectory()).getFileHandle('canary', { create: true })
  Object.assign(window, { heard: [] as unknown[] })
  for (const [name, channelName] of Object.entries(channels)) {
    const channel = new BroadcastChannel(channelName)
    channel.onmessage = ({ data }) => (window as unknown as { heard: unknown[] }).heard.push({ name, data })
    Object.assign(window, { [`channel ${name}`]: channel })
  }
}

/** Runs there too: all that the browser keeps for this origin, and what came over its channels. */
async function readCanaries() {
  const files: string[] = []
  for await (const name of (await navigator.storage.getDirectory() as unknown as { keys: () => AsyncIterable<string> }).keys())
    files.push(name)
  const { held = [] } = await navigator.locks.query()
  return {
    storage: { ...localStorage },
    cookie: document.cookie,
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
    caches: await caches.keys(),
    files: files.sort(),
    serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
    locks: held.map(({ name }) => name).sort(),
    // The deck speaks there too, of other things.
    heard: (window as unknown as { heard: unknown[] }).heard.filter(message => /canary|reset/.test(JSON.stringify(message))),
  }
}

/** Runs in the deck: what a message, a pollution or a navigation would change. */
function readPage() {
  const page = window as unknown as { toldByFrames: unknown[] }
  return {
    told: page.toldByFrames,
    polluted: [Object.prototype, Array.prototype, String.prototype].map(prototype => Object.keys(prototype)),
    globals: Object.keys(window).filter(name => /canary|reached|loaded/.test(name)),
    address: location.href,
  }
}

/** Runs in the deck, before it: a frame of the runner says one thing, that it is there. */
function noteFrameMessages(): void {
  const told: unknown[] = []
  Object.assign(window, { toldByFrames: told })
  addEventListener('message', ({ source, data }) => source !== window && data !== null && told.push(data))
}

async function openLookout(context: BrowserContext, url: string): Promise<Page> {
  const lookout = await context.newPage()
  // A document of the deck's origin without its code.
  await lookout.goto(`${url}favicon.svg`)
  await lookout.evaluate(putCanaries, channelsAt(url))
  return lookout
}

function aimed({ code }: Attack, no: number, server: string, deck: string): string {
  const { windows, console } = channelsAt(deck)
  return code.replaceAll('$URL', `${server}${no}`).replaceAll('$DECK', deck).replaceAll('$WINDOWS', windows).replaceAll('$CONSOLE', console)
}

/** Runs in a page: JavaScript in a worker of it, for as long as that takes. */
function startWorker(code: string): void {
  void new Worker(`data:text/javascript,${encodeURIComponent(`(async () => { ${code} })()`)}`)
}

/** Runs in a page: JavaScript in a worker of it, as one that left its run. Gives what came of it, at the latest when it is due. */
function inWorker(code: string): Promise<string> {
  return new Promise((resolve) => {
    const body = `(async () => { ${code} })().then(() => postMessage({ over: 'ran' }), error => postMessage({ over: String(error) }))`
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(body)}`)
    const over = (how: string) => {
      worker.terminate()
      resolve(how)
    }
    worker.onmessage = ({ data }) => data?.over && over(data.over)
    worker.onerror = () => over('failed')
    setTimeout(over, 1000, 'due')
  })
}

/** The frame of the runner in a page of the deck. */
async function runnersFrame(page: Page) {
  await expect.poll(() => page.frames().length).toBe(2)
  return page.frames()[1]!
}

test('a canary tells of whatever reaches it', async ({ page, context, browser, baseURL, trouble }) => {
  const lookout = await openLookout(context, baseURL!)
  const before = await lookout.evaluate(readCanaries)
  await page.goto(`${baseURL!}favicon.svg`)
  await page.evaluate(async (channels) => {
    localStorage.canary = 'reached'
    document.cookie = 'canary=reached'
    indexedDB.open('foreign')
    await caches.delete('canary')
    await (await navigator.storage.getDirectory()).removeEntry('canary')
    void navigator.locks.request('canary', () => new Promise(() => {}))
    for (const name of Object.values(channels))
      new BroadcastChannel(name).postMessage({ key: 'canary' })
  }, channelsAt(baseURL!))
  await expect.poll(async () => (await lookout.evaluate(readCanaries)).heard.length).toBe(3)
  const after = await lookout.evaluate(readCanaries)
  const { serviceWorkers: _, ...told } = before
  for (const name of Object.keys(told) as (keyof typeof told)[])
    expect(after[name], name).not.toEqual(before[name])
  trouble.splice(0)
  await expectServerReached(browser)
})

/** That of those who escaped, those who are said to reach the server do so where nothing holds them. */
async function expectServerReached(browser: Browser): Promise<void> {
  const server = await countingServer()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(server.url)
  const seen = [...escaped.entries()].filter(([, { isSeen }]) => isSeen)
  for (const [no, attack] of seen)
    await page.evaluate(startWorker, aimed(attack, no, server.url, server.url))
  const missing = () => seen.filter(([no]) => !server.seen().requests.some(path => new RegExp(`^/${no}(?!\\d)`).test(path))).map(([, { name }]) => name)
  await expect.poll(missing).toEqual([])
  await context.close()
  server.close()
}

test('who left a run reaches nothing from where it runs', async ({ page, context, baseURL, trouble }) => {
  const server = await countingServer()
  await page.addInitScript(noteFrameMessages)
  const { no: slide, block } = await openEditor(page)
  const lookout = await openLookout(context, baseURL!)
  const frame = await runnersFrame(page)
  const before = { ...await lookout.evaluate(readCanaries), ...await page.evaluate(readPage), ...server.seen(), pages: 2 }
  const reached: string[] = []
  for (const [no, attack] of escaped.entries()) {
    await frame.evaluate(inWorker, aimed(attack, no, server.url, baseURL!))
    const after = { ...await lookout.evaluate(readCanaries), ...await page.evaluate(readPage), ...server.seen(), pages: context.pages().length }
    for (const name of Object.keys(before) as (keyof typeof before)[]) {
      if (JSON.stringify(after[name]) !== JSON.stringify(before[name]))
        reached.push(`${attack.name}: ${name} ${JSON.stringify(after[name])}`)
    }
    Object.assign(before, after)
  }
  server.close()
  expect(reached).toEqual([])
  await pasteAndRun(page, block, 'console.log("alive")')
  await whenOver(block)
  await expect(block.locator('.output .text')).toHaveText('alive')
  await turnAndBack(page, slide)
  // What the browser refused, it says.
  expect(trouble.length).toBeGreaterThan(0)
  trouble.splice(0)
})

test('the document of the runner offers nothing to a page of the same origin, where it has that of the deck', async ({ page, baseURL }) => {
  await openEditor(page)
  const url = (await runnersFrame(page)).url()
  await page.goto(`${baseURL!}favicon.svg`)
  const told = await page.evaluate(url => new Promise<unknown[]>((resolve) => {
    const heard: unknown[] = []
    addEventListener('message', ({ ports }) => heard.push(ports.length))
    const frame = document.createElementNS('http://www.w3.org/1999/xhtml', 'iframe') as HTMLIFrameElement
    frame.src = url
    frame.onload = () => resolve(heard)
    document.documentElement.append(frame)
  }), url)
  expect(told).toEqual([])
})

/** So many pages share the programs. */
const PAGES = 3

for (let part = 0; part < PAGES; part++) {
  test(`no program reaches anything, and the next one runs, part ${part + 1}`, async ({ page, context, baseURL }) => {
    const server = await countingServer()
    await page.addInitScript(noteFrameMessages)
    const { no: slide, block } = await openEditor(page)
    const lookout = await openLookout(context, baseURL!)
    await page.bringToFront()
    const key = await keyOf(page, lookout)
    const readAll = async () => ({
      ...await lookout.evaluate(readCanaries),
      ...await page.evaluate(readPage),
      ...server.seen(),
      pages: context.pages().length,
    })

    async function run(code: string) {
      await tell(lookout, `run ${key}`, { id: null, record: null })
      await expect(block).toHaveAttribute('data-state', 'idle')
      await tell(lookout, `widget ${key.replace(':', ':code ')}`, { code, env: {} })
      await block.locator('button.run').click()
      await page.waitForFunction(element => !/idle|running/.test((element as HTMLElement).dataset.state!), await block.elementHandle())
      return block.evaluate((element) => {
        const lines = [...element.querySelectorAll('.output li')].map(line => line.querySelector('.text')!.textContent)
        return { state: (element as HTMLElement).dataset.state!, lines: lines.length, characters: lines.join('').length, first: lines[0] }
      })
    }

    await run('console.log("alive")')
    const before = await readAll()
    const wrong: string[] = []
    for (const [no, attack] of programs.entries()) {
      if (no % PAGES !== part)
        continue
      const shown = await run(aimed(attack, no, server.url, baseURL!))
      if (shown.lines > MAX_LINES + 1 || shown.characters > MAX_OUTPUT + 2 * MAX_TEXT)
        wrong.push(`${attack.name}: shows ${JSON.stringify(shown)}`)
      if (!(shown.state in text.runner.ends || shown.state === 'error'))
        wrong.push(`${attack.name}: ends by ${shown.state}`)
      const after = await readAll()
      for (const name of Object.keys(before) as (keyof typeof before)[]) {
        if (JSON.stringify(after[name]) !== JSON.stringify(before[name]))
          wrong.push(`${attack.name}: ${name} ${JSON.stringify(after[name])}`)
      }
      Object.assign(before, after)
      const next = await run('console.log("alive")')
      if (next.state !== 'done' || next.first !== 'alive')
        wrong.push(`${attack.name}: the next program ${JSON.stringify(next)}`)
    }
    server.close()
    expect(wrong).toEqual([])
    await turnAndBack(page, slide)
    expect(currentSlide(page)).toBe(slide)
  })
}

/** The slide and the name of its first block, under which its windows tell each other of it. */
async function keyOf(page: Page, lookout: Page): Promise<string> {
  await lookout.evaluate(() => {
    const channel = (window as unknown as Record<string, BroadcastChannel>)['channel windows']!
    channel.addEventListener('message', ({ data: { key } }) => key.startsWith('run ') && Object.assign(window, { key: key.slice('run '.length) }))
  })
  await page.locator('.runnable:visible button.run').first().click()
  return (await lookout.waitForFunction(() => (window as unknown as { key?: string }).key)).jsonValue() as Promise<string>
}

let told = 0

/** Sets a state of the deck's windows, as one that joined them would. */
function tell(lookout: Page, key: string, state: object): Promise<void> {
  const stamp = { count: Date.now() + 60_000 + 1000 * ++told, window: 'lookout' }
  return lookout.evaluate((envelope) => {
    (window as unknown as Record<string, BroadcastChannel>)['channel windows']!.postMessage(envelope)
  }, { from: 'lookout', n: told, key, message: { kind: 'state', stamp, state } })
}
