import type { Presentation } from '../../scripts/present.ts'
import { TESTED } from '../../scripts/built.ts'
import { present } from '../../scripts/present.ts'
import { test as base, expect, open, whenShown } from './deck.ts'

/** Browsers without a common channel, as on two devices: what they share goes through the room. */
const test = base.extend<{ talk: Presentation }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names it has to prepare from this pattern.
  talk: async ({}, use) => {
    const talk = await present({ dist: TESTED.dist, port: 0 })
    await use(talk)
    await talk.close()
  },
  baseURL: async ({ talk }, use) => use(talk.links.room),
})

test('another device follows the presenter, who alone moves the room', async ({ page, browser, talk }) => {
  const presenter = await (await browser.newContext()).newPage()
  await presenter.goto(talk.links.presenter)
  await whenShown(presenter, 1)
  // The secret leaves the address.
  await presenter.waitForURL(`${talk.links.room}presenter/1`)
  await open(page, `${talk.links.room}40`, 40)
  for (let press = 0; press < 5; press++)
    await presenter.keyboard.press('ArrowDown')
  await page.waitForURL(/\/6$/)

  const other = await (await browser.newContext()).newPage()
  await open(other, `${talk.links.room}presenter/1`, 6)
  await expect(other.getByText('Cette fenêtre suit, sans diriger')).toBeVisible()
  await expect(presenter.getByText('Cette fenêtre suit, sans diriger')).toHaveCount(0)
  await other.keyboard.press('ArrowDown')
  await other.waitForURL(/presenter\/7$/)
  await presenter.keyboard.press('ArrowUp')
  await page.waitForURL(/\/5$/)
  await presenter.close()
  const reopened = await (await browser.newContext()).newPage()
  await reopened.goto(talk.links.presenter)
  await reopened.waitForURL(/presenter\/5$/)
})

test('a window whose connection was cut is in step when it is back', async ({ page, browser, talk }) => {
  let isCut = false
  const sockets = new Set<{ close: () => Promise<void> }>()
  await page.routeWebSocket(/\/room\?/, (socket) => {
    if (isCut)
      return void socket.close()
    sockets.add(socket)
    socket.connectToServer()
  })
  const presenter = await (await browser.newContext()).newPage()
  await presenter.goto(talk.links.presenter)
  await whenShown(presenter, 1)
  await open(page, talk.links.room, 1)
  await presenter.keyboard.press('ArrowDown')
  await page.waitForURL(/\/2$/)
  isCut = true
  await Promise.all([...sockets].map(socket => socket.close()))
  await presenter.keyboard.press('ArrowDown')
  await presenter.waitForURL(/presenter\/3$/)
  isCut = false
  await page.waitForURL(/\/3$/)
})
