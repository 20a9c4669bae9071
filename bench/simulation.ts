/**
 * How fast simulations are: events per second beside two other engines on the same queue, whether time grows with the
 * clients only, and how long a reader waits from moving a slider to the redrawn figure. `--check` fails when a figure
 * misses its target.
 */
import type { Browser, ElementHandle, Page } from 'playwright-chromium'
import type { AnyScenario } from '../simulation/engine/scenario.ts'
import type { Figure } from './report.ts'
import process from 'node:process'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { paramsOf } from '../simulation/engine/scenario.ts'
import { queueTime } from '../simulation/formulas/predictions.ts'
import { scenarios } from '../simulation/scenarios/index.ts'
import { ensureBuilt, root, serveCompressed } from './decks.ts'
import { engines } from './queues.ts'
import { conclude, median, percentile, rounded } from './report.ts'

const MIN_RATIO = 3
const MAX_GROWTH = 1.2
/** A move of a slider, in redraws of a plain drawing of so many shapes by the same page. */
const MAX_MOVES = 2
const REFERENCE_SHAPES = 500
const REFERENCE_REDRAWS = 30
const QUEUE = { arrivalRate: 0.8, serviceRate: 1, customers: 50_000 }
/** Of a mean of so many customers' times, which depend on each other: √(ρ(2 + 5ρ − 4ρ² + ρ³)/(1 − ρ)⁴/n)/μ (Whitt, 1989). */
const STANDARD_ERROR = Math.sqrt(0.8 * (2 + 5 * 0.8 - 4 * 0.8 ** 2 + 0.8 ** 3) / 0.2 ** 4 / QUEUE.customers)
const QUEUE_RUNS = 5
const WARM_UP_RUNS = 3
const CLIENTS = [10, 100, 1000, 10_000] as const
const GROWTH_ROUNDS = 5
/** Clients simulated in one measure, in one run or in many. */
const CLIENTS_A_MEASURE = 40_000
/** So many that no single move, which anything on the machine may hold up, is the 95th percentile. */
const MOVES_A_SLIDER = 16
/** To and fro, before those measured: the first moves of a slider are those for which its code is compiled. */
const WARM_UP_MOVES = 2
/** What plays a scenario: a player, or the race. */
const WIDGET = '.widget:is(.simulation, .race)'
const SHOWN_WIDGET = `#slideshow .slidev-page:visible ${WIDGET}`

const figures: Figure[] = []

function report(name: string, value: number, target: '' | '<' | '≥' = '', bound = 0) {
  const missed = target === '<' ? value >= bound : target === '≥' && value < bound
  figures.push({ name, measured: rounded(value), target: target && `${target} ${bound}`, missed })
}

/** Seconds that this thread had the processor: what others do on the machine counts less. */
async function processorTime(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}

type EngineName = keyof typeof engines

async function measureQueues() {
  const names = Object.keys(engines) as EngineName[]
  const seconds = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<EngineName, number[]>
  const expected = queueTime(QUEUE.arrivalRate, QUEUE.serviceRate)
  for (let run = 0; run < WARM_UP_RUNS + QUEUE_RUNS; run++) {
    for (const name of names) {
      let time = Number.NaN
      const taken = await processorTime(async () => time = await engines[name](QUEUE, run))
      if (run >= WARM_UP_RUNS)
        seconds[name].push(taken)
      if (Math.abs(time - expected) > 4 * STANDARD_ERROR)
        throw new Error(`${name}: ${time.toFixed(2)} in the system, ${expected} expected.`)
    }
  }
  const rate = (name: EngineName) => 2 * QUEUE.customers / median(seconds[name])
  for (const name of names)
    report(`M/M/1, events per second, ${name} (thousands)`, rate(name) / 1000)
  report('M/M/1, times as fast as the faster peer', rate('own') / Math.max(...names.filter(name => name !== 'own').map(rate)), '≥', MIN_RATIO)
}

/** Microseconds of processor time for one client. */
async function timePerClient(scenario: AnyScenario, clients: number): Promise<number> {
  const params = { ...paramsOf(scenario), clients }
  const runs = Math.ceil(CLIENTS_A_MEASURE / clients)
  const seconds = await processorTime(() => {
    for (let run = 0; run < runs; run++)
      scenario.run(params, run, [])
  })
  return seconds / runs / clients * 1e6
}

async function measureGrowth() {
  for (const scenario of Object.values(scenarios).filter(({ params }) => 'clients' in params)) {
    const times = new Map<number, number[]>(CLIENTS.map(clients => [clients, []]))
    for (let round = 0; round <= GROWTH_ROUNDS; round++) {
      for (const [clients, measured] of times) {
        const time = await timePerClient(scenario, clients)
        if (round > 0)
          measured.push(time)
      }
    }
    for (const [clients, measured] of times)
      report(`${scenario.id}, ${clients.toLocaleString('en')} clients, µs a client`, median(measured))
    report(`${scenario.id}, growth from 10 to 10,000 clients`, median(times.get(10_000)!) / median(times.get(10)!), '<', MAX_GROWTH)
  }
}

/** Numbers of the slides with a simulation, counted in the built deck. */
async function slidesOf(browser: Browser, url: string): Promise<number[]> {
  const page = await browser.newPage()
  await page.goto(`${url}overview`)
  await page.waitForSelector(`[data-slidev-no] ${WIDGET}`, { state: 'attached' })
  const numbers = await page.$$eval(`[data-slidev-no]:has(${WIDGET})`, slides => slides.map(slide => Number((slide as HTMLElement).dataset.slidevNo)))
  await page.close()
  return [...new Set(numbers)]
}

/**
 * Runs in the page: moves a slider by a step to and fro, and gives for each move after the first few the milliseconds until
 * the frame with the new figure is painted. A browser hands a slider's moves over at the beginning of a frame: so does this.
 */
async function moveSlider(slider: HTMLElement | SVGElement, { warmUp, moves }: { warmUp: number, moves: number }): Promise<number[]> {
  const input = slider as HTMLInputElement
  const widget = input.closest('.widget')!
  const drawn = [...widget.querySelectorAll('svg, table')]
  const first = Number(input.value)
  const step = Number(input.step) * (first + Number(input.step) > Number(input.max) ? -1 : 1)
  const times: number[] = []
  for (let move = 0; move < warmUp + moves; move++) {
    times.push(await new Promise<number>((resolve) => {
      let isDrawn = false
      let frames = 0
      const observer = new MutationObserver(() => isDrawn = true)
      drawn.forEach(element => observer.observe(element, { attributes: true, childList: true, characterData: true, subtree: true }))
      requestAnimationFrame(() => {
        const startedAt = performance.now()
        let inFirstFrame = 0
        input.value = String(move % 2 === 0 ? first + step : first)
        input.dispatchEvent(new Event('input', { bubbles: true }))
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          // After the frame is painted. A move that changes nothing draws nothing.
          const time = performance.now() - startedAt
          inFirstFrame ||= time
          if (isDrawn || ++frames === 3) {
            observer.disconnect()
            channel.port1.close()
            resolve(isDrawn ? time : inFirstFrame)
          }
          else {
            requestAnimationFrame(() => channel.port2.postMessage(null))
          }
        }
        channel.port2.postMessage(null)
      })
    }))
  }
  return times.slice(warmUp)
}

/** Runs in the page: milliseconds to draw plain shapes anew, until they are painted, so many times. */
async function redrawShapes({ shapes, redraws }: { shapes: number, redraws: number }): Promise<number[]> {
  const space = 'http://www.w3.org/2000/svg'
  const drawing = document.createElementNS(space, 'svg')
  drawing.setAttribute('viewBox', '0 0 900 400')
  drawing.style.cssText = 'position: fixed; inset: 0; width: 900px; height: 400px'
  document.body.append(drawing)
  const times: number[] = []
  for (let redraw = 0; redraw < redraws; redraw++) {
    times.push(await new Promise<number>(resolve => requestAnimationFrame(() => {
      const startedAt = performance.now()
      drawing.replaceChildren(...Array.from({ length: shapes }, (_, index) => {
        const shape = document.createElementNS(space, index % 2 === 0 ? 'line' : 'text')
        const [x, y] = [String((index * 37 + redraw) % 900), String((index * 53) % 400)]
        for (const [name, value] of Object.entries(index % 2 === 0 ? { x1: x, y1: y, x2: String(900 - Number(x)), y2: y, stroke: 'currentColor' } : { x, y }))
          shape.setAttribute(name, value)
        if (index % 2 === 1)
          shape.textContent = `${x} ms`
        return shape
      }))
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve(performance.now() - startedAt)
      }
      port2.postMessage(null)
    })))
  }
  drawing.remove()
  return times
}

async function moveAllSliders(page: Page): Promise<number[]> {
  const times: number[] = []
  const widget = page.locator(SHOWN_WIDGET)
  const tabs = await widget.getByRole('tab').all()
  for (const tab of tabs.slice(0, 2)) {
    await tab.click()
    for (const slider of await widget.locator('input[type=range]').elementHandles() as ElementHandle<HTMLElement>[])
      times.push(...await slider.evaluate(moveSlider, { warmUp: WARM_UP_MOVES, moves: MOVES_A_SLIDER }))
  }
  return times
}

async function measureMoves() {
  const dist = await ensureBuilt('own', () => root)
  const server = await serveCompressed(dist)
  const browser = await chromium.launch(await findBrowser())
  const page = await browser.newPage({ viewport: { width: 980, height: 552 } })
  for (const no of await slidesOf(browser, server.url)) {
    await page.goto(`${server.url}${no}`)
    const widget = page.locator(SHOWN_WIDGET)
    await widget.waitFor()
    const title = await widget.getAttribute('aria-label')
    const example = widget.locator('.head select').first()
    const presets = await example.locator('option:not([value=""])').evaluateAll(options => options.map(option => (option as HTMLOptionElement).value))
    for (const preset of presets) {
      await example.selectOption(preset)
      const reference = median(await page.evaluate(redrawShapes, { shapes: REFERENCE_SHAPES, redraws: REFERENCE_REDRAWS }))
      const moves = await moveAllSliders(page)
      const name = `slide ${no}, ${title}, ${preset}: slider to figure, 95th percentile, in redraws of ${REFERENCE_SHAPES} shapes`
      report(name, percentile(moves, 0.95) / reference, '<', MAX_MOVES)
    }
  }
  await browser.close()
  server.close()
}

await measureQueues()
await measureGrowth()
await measureMoves()
conclude(figures)
