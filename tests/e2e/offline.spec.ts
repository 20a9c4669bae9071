import type { BrowserContext, Page } from '@playwright/test'
import type { Served } from '../../scripts/serve.ts'
import { TESTED } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'
import { test as base, expect, open, slidesWith } from './deck.ts'
import { blocksOf, whenOver } from './runnable.ts'

/** A server that ends, and a browser that it was opened in before. */
const test = base.extend<{ deck: Served, opened: Page }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names it has to prepare from this pattern.
  deck: async ({}, use) => {
    const deck = await serve(TESTED.dist)
    await use(deck)
    await deck.close()
  },
  opened: async ({ browser, deck }, use) => {
    const context: BrowserContext = await browser.newContext()
    const page = await context.newPage()
    await open(page, `${deck.url}1`, 1)
    // Not by looking again in each frame: a page that is drawn all the time is not idle.
    await page.evaluate(() => new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('controllerchange', resolve)
    }))
    await use(page)
    await context.close()
  },
})

/** Bytes that the deck may take on a reader's disk. */
const MOST_BYTES = 12_000_000

test('once opened, the deck is whole without its server: slides, presenter, code, console', async ({ opened, deck }) => {
  expect(await opened.evaluate(async () => (await navigator.storage.estimate()).usage)).toBeLessThan(MOST_BYTES)
  await deck.close()
  await opened.reload()
  await open(opened, `${deck.url}presenter/3`, 3)

  const [code] = slidesWith('{monaco-run}')
  await open(opened, `${deck.url}${code}`, code!)
  const block = blocksOf(opened, code!).first()
  await block.locator('button.run').click()
  await whenOver(block)
  await expect(block.locator('.output li').first()).toBeVisible()
  await expect(block.locator('.monaco-editor').first()).toBeVisible()

  const [console] = slidesWith('<MessageConsole')
  await open(opened, `${deck.url}${console}`, console!)
  await expect(opened.locator(`#slideshow > [data-slidev-no="${console}"] .console`)).toHaveAttribute('data-state', 'ready')
  const [diagram] = slidesWith('```mermaid')
  await open(opened, `${deck.url}${diagram}`, diagram!)
})

test('a newer version waits until the reader takes it', async ({ opened, deck }) => {
  const [answer] = deck.server.listeners('request') as ((...args: unknown[]) => void)[]
  deck.server.removeAllListeners('request')
  deck.server.on('request', (request, response) => {
    if (request.url!.endsWith('/service-worker.js')) {
      const write = response.end.bind(response)
      response.writeHead(200, { 'Content-Type': 'text/javascript' })
      return void write('addEventListener("message", ({ data }) => data === "take over" && skipWaiting())')
    }
    answer!(request, response)
  })
  await opened.evaluate(async () => {
    document.body.dataset.version = 'first'
    await (await navigator.serviceWorker.getRegistration())!.update()
  })
  const offer = opened.getByRole('button', { name: 'Nouvelle version' })
  await expect(offer).toHaveCount(1)
  await expect(opened.locator('body')).toHaveAttribute('data-version', 'first')
  await offer.evaluate((button: HTMLElement) => button.click())
  await expect(opened.locator('body')).not.toHaveAttribute('data-version', 'first')
})
