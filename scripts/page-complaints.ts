import type { Page } from 'playwright-chromium'

/**
 * To be called before the page opens. Notes what it complains of from now on: errors and warnings of its console, exceptions,
 * requests that failed, that were refused, or that went to another host than `url`'s.
 * @returns the list that grows while the page lives
 */
export async function noteComplaints(page: Page, url: string): Promise<string[]> {
  const complaints: string[] = []
  const { hostname: own } = new URL(url)
  page.on('console', (message) => {
    // A machine too busy to draw the first slide at once has not used its fonts yet.
    if (['error', 'warning'].includes(message.type()) && !message.text().includes('preloaded using link preload but not used'))
      complaints.push(`console.${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', error => complaints.push(`exception: ${error.message}`))
  page.on('requestfailed', request => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`))
  page.on('response', (response) => {
    if (response.status() >= 400)
      complaints.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== own)
      complaints.push(`another host: ${request.url()}`)
  })
  // Slidev keeps the screen awake while presenting, which a headless browser refuses.
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'wakeLock'))
  return complaints
}
