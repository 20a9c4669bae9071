/** Runs a state of a simulation for real: each client a page of Chromium, the server and the network of `live/`. */
import type { Browser, BrowserContext, Page } from 'playwright-chromium'
import type { CaseRequest, RealCase } from '../live/case.ts'
import type { RealRun } from '../reality/real-run.ts'
import { startCase } from '../live/case.ts'
import { laneOf } from '../reality/real-run.ts'
import { SERVER } from '../simulation/network/network.ts'
import { LEAVE_AFTER, TAB_INTERVAL } from '../simulation/scenarios/sse/model.ts'

/** Until all pages wait for the moment at which they start, in real milliseconds. */
const HEAD_START = 500
/** How often a process looks whether it was held up, in real milliseconds. */
const PROBE_EVERY = 10

/** What `live/page/clients.ts` puts on its page. */
interface ClientPage {
  run: (given: unknown) => Promise<number>
  leave: () => void
  say: () => void
  heldUp: number
}

const clock = () => performance.timeOrigin + performance.now()
const pauseUntil = (at: number) => new Promise<void>(resolve => setTimeout(resolve, at - clock()))

/** Keeps the longest for which this process, or a page, did not come to do what it was to do. Runs in both. */
function probe(every: number) {
  const target = globalThis as unknown as ClientPage
  target.heldUp = 0
  let expected = performance.now() + every
  return setInterval(() => {
    target.heldUp = Math.max(target.heldUp, performance.now() - expected)
    expected = performance.now() + every
  }, every)
}

/** @param longest simulated time after which a run is over in any case */
export async function runForReal(browser: Browser, request: CaseRequest, longest: number): Promise<RealRun> {
  const { scale, params, seed, inputs } = request
  const real = await startCase(request)
  const context = await browser.newContext()
  const probing = probe(PROBE_EVERY)
  const here = globalThis as unknown as ClientPage
  try {
    const pages = await Promise.all(real.origins.map(origin => openPage(context, origin)))
    const startAt = clock() + HEAD_START
    real.begin(startAt - performance.timeOrigin - 1)
    // What the first user does, as far as the scenario knows it.
    for (const { at, do: kind } of inputs) {
      if (kind === 'client-message')
        void pauseUntil(startAt + at * scale).then(() => pages[0]!.evaluate(() => (globalThis as unknown as ClientPage).say())).catch(() => {})
    }
    const knownAt: (number | null)[] = pages.map(() => null)
    here.heldUp = 0
    await Promise.all(pages.map(page => page.evaluate(() => (globalThis as unknown as ClientPage).heldUp = 0)))
    const areOver = pages.map((page, client) => runClient(page, real, client, startAt, request, at => knownAt[client] = at))
    await Promise.race([Promise.all(areOver), pauseUntil(startAt + longest * scale)])
    // What was sent last is still under way.
    await pauseUntil(clock() + 4 * Number(params.latency) * scale + 200)

    const simulated = (at: number) => Math.round((at - startAt) / scale)
    const fromHere = (at: number) => simulated(at + performance.timeOrigin)
    const inPages = await Promise.all(pages.map(page => page.evaluate(() => (globalThis as unknown as ClientPage).heldUp)))
    return {
      state: { params, seed, inputs: [...inputs] },
      scale,
      heldUp: Math.round(Math.max(here.heldUp, ...inPages) / scale),
      requests: real.messages.filter(({ isRequest }) => isRequest).length,
      known: knownAt.filter(at => at !== null).length,
      knownAt: Object.fromEntries(knownAt.flatMap((at, client) => at === null ? [] : [[laneOf(params, client), simulated(at)]])),
      messages: real.messages.map(({ client, direction, label, detail, sentAt, receivedAt }) => ({
        ...direction === 'up' ? { from: laneOf(params, client), to: SERVER } : { from: SERVER, to: laneOf(params, client) },
        label,
        ...detail !== undefined && { detail },
        sentAt: fromHere(sentAt),
        receivedAt: receivedAt === null ? null : fromHere(receivedAt),
      })),
    }
  }
  finally {
    clearInterval(probing)
    await context.close()
    await real.close()
  }
}

async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(origin)
  await page.waitForFunction(() => 'run' in globalThis)
  await page.evaluate(`(${probe.toString()})(${PROBE_EVERY})`)
  return page
}

/** Resolves once the client does nothing more. */
async function runClient(page: Page, real: RealCase, client: number, startAt: number, request: CaseRequest, onKnown: (at: number) => void) {
  const { params, scale, transport } = request
  const begins = startAt + (Number(params.tabs ?? 1) > 1 ? client * TAB_INTERVAL * scale : 0)
  const isStreamOpen = transport === 'sse' && params.ending !== 'done'
  let leaving: Promise<void> | undefined
  // As in the simulation: who has the result on a stream that nobody closes, or whom no event will reach, leaves the page after a while.
  const leaveLater = (): Promise<void> => leaving ??= pauseUntil(clock() + LEAVE_AFTER * scale)
    .then(() => page.evaluate(() => (globalThis as unknown as ClientPage).leave()).catch(() => {}))

  real.watch((message) => {
    if (transport === 'sse' && message.client === client && (message.label === 'opened' || message.label === 'nothing-left') && real.isDone(client))
      void leaveLater()
  })
  await page.evaluate(given => (globalThis as unknown as ClientPage).run(given), real.runOf(client, begins)).then((at) => {
    onKnown(at)
    return isStreamOpen ? leaveLater() : undefined
  }, () => {})
}
