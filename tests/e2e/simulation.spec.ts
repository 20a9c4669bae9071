import type { Locator, Page } from '@playwright/test'
import { currentSlide, expect, faultsOf, open, openWidget, test, whenShown } from './deck.ts'

const openPolling = (page: Page, query = '') => openWidget(page, '<SimulationPlayer scenario="polling"', 'section.simulation', query)

/** A counter that matters, beside the settings. */
function tile(player: Locator, name: string) {
  return player.locator('.tiles > div').filter({ has: player.page().locator('dt', { hasText: new RegExp(`^\\s*${name}\\s*$`) }) })
}
/** The row of a counter among all. */
async function rowOf(player: Locator, name: string): Promise<Locator> {
  await player.getByRole('tab', { name: 'Compteurs' }).click()
  return player.getByRole('row', { name }).first()
}
function slide(field: Locator, value: number) {
  return field.evaluate((input: HTMLInputElement, value) => {
    input.value = String(value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, value)
}

test('a slider acts at once on the whole trace, and the playhead stays', async ({ page }) => {
  const player = await openPolling(page)
  await slide(player.getByRole('slider', { name: 'Instant' }), 6000)
  await expect(player.locator('.time')).toHaveText(/^6,0/)
  await expect(tile(player, 'Requêtes').locator('.now')).toHaveText('2')
  await expect(tile(player, 'Requêtes').locator('.end')).toHaveText(/^\s*fin\s:\s4\s*$/)
  await slide(player.getByRole('slider', { name: 'Intervalle I' }), 1000)
  await expect(tile(player, 'Requêtes').locator('.end')).toHaveText(/^\s*fin\s:\s4\s→\s10\s*$/)
  await expect(player.locator('.time')).toHaveText(/^6,0/)
  await expect(player.getByLabel('Exemple')).toHaveValue('')
})

test('after a change the counters say what they were; another example forgets it', async ({ page }) => {
  const player = await openPolling(page)
  await expect(player.locator('.before')).toHaveCount(0)
  await slide(player.getByRole('slider', { name: 'Intervalle I' }), 2000)
  await slide(player.getByRole('slider', { name: 'Intervalle I' }), 1000)
  await expect(tile(player, 'Retard moyen').locator('.before')).toHaveText(/^4,4\s*s →\s*$/)
  await player.getByRole('slider', { name: 'Intervalle I' }).dispatchEvent('change')
  const requests = await tile(player, 'Requêtes').locator('.now').textContent()
  await slide(player.getByRole('slider', { name: 'Intervalle I' }), 30_000)
  await expect(tile(player, 'Requêtes').locator('.before')).toContainText(requests!.trim())
  await expect((await rowOf(player, 'Requêtes')).locator('.before')).toContainText(requests!.trim())
  await player.getByLabel('Exemple').selectOption('one-second')
  await expect(player.locator('.before')).toHaveCount(0)
})

test('10,000 clients are computed beside the page: it goes on, and shows the trace of what was set last', async ({ page }) => {
  const player = await openPolling(page, '?sim=polling&clients=10000')
  await expect(tile(player, 'Réponses vides').locator('.now')).toHaveText(/\d\s000/)
  const interval = player.getByRole('slider', { name: 'Intervalle I' })
  for (const value of [2000, 3000, 4000, 12_000])
    await slide(interval, value)
  await expect(tile(player, 'Requêtes').locator('.now')).toHaveText(/20\s000/)
  await expect(player).toHaveAttribute('aria-busy', 'false')
  await expect(await rowOf(player, 'Requêtes')).toContainText('=')
  await expect(await rowOf(player, 'Clients qui savent')).toContainText(/10\s000/)
})

test('it plays, pauses and steps, by mouse and by keyboard', async ({ page }) => {
  const player = await openPolling(page)
  await player.getByRole('button', { name: 'Revenir au début' }).click()
  await expect(player.locator('.time')).toHaveText(/^0,0/)
  await player.getByRole('button', { name: 'Événement suivant' }).click()
  await expect(player.locator('.time')).toHaveText(/^0,2/)
  await expect(player.locator('.caption')).toContainText('Le serveur répond')
  await player.getByRole('button', { name: 'Lire' }).focus()
  await page.keyboard.press('j')
  await expect(player.locator('.time')).toHaveText(/^0,0/)
  await page.keyboard.press('k')
  await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(player.locator('.flight')).not.toHaveCount(0)
  await page.keyboard.press('k')
  await expect(player.getByRole('button', { name: 'Lire' })).toBeVisible()
})

test('a fault is put at the playhead and taken away again', async ({ page }) => {
  const player = await openPolling(page)
  await slide(player.getByRole('slider', { name: 'Instant' }), 8000)
  await player.getByRole('tab', { name: 'Pannes' }).click()
  await player.getByRole('button', { name: 'Couper le serveur' }).click()
  await expect(tile(player, 'Retard moyen')).toContainText(/4,4\s*s → –/)
  await slide(player.getByRole('slider', { name: 'Instant' }), 12_000)
  await player.getByRole('button', { name: 'Rétablir le serveur' }).click()
  await expect(tile(player, 'Retard moyen').locator('.before')).toHaveText(/^–\s→/)
  await player.getByRole('button', { name: /^Retirer.*serveur coupé/ }).click()
  await player.getByRole('button', { name: /^Retirer.*serveur revenu/ }).click()
  await expect(tile(player, 'Retard moyen').locator('.end')).toHaveText(/4,4\s*s\s*$/)
})

test('by keyboard, tabs go by arrows, faults keep the focus as they come and go, and Escape leaves a field', async ({ page }) => {
  const player = await openPolling(page)
  await slide(player.getByRole('slider', { name: 'Instant' }), 8000)
  await player.getByRole('tab', { name: 'Réglages' }).focus()
  await page.keyboard.press('End')
  await expect(player.getByRole('tab', { name: 'Modèle' })).toBeFocused()
  await expect(player.getByRole('tabpanel', { name: 'Modèle' })).toBeVisible()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(player.getByRole('tab', { name: 'Pannes' })).toBeFocused()
  await player.getByRole('button', { name: 'Couper le serveur' }).focus()
  await page.keyboard.press('Enter')
  await expect(player.getByRole('button', { name: 'Rétablir le serveur' })).toBeFocused()
  await player.getByRole('button', { name: /^Retirer.*serveur coupé/ }).focus()
  await page.keyboard.press('Enter')
  await expect(player.getByRole('button', { name: /^Retirer/ })).toHaveCount(0)
  await expect(player.locator(':focus')).toHaveCount(1)
  await player.getByRole('slider', { name: 'Instant' }).focus()
  await page.keyboard.press('Escape')
  await expect(player.getByRole('slider', { name: 'Instant' })).not.toBeFocused()
})

test('the step of the figure is announced; with the reader’s own colours a button and a chosen tab are told apart', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  const player = await openPolling(page)
  await player.getByRole('button', { name: 'Revenir au début' }).click()
  await player.getByRole('button', { name: 'Événement suivant' }).click()
  await expect(player.locator('[aria-live="polite"]')).toHaveText(/Le serveur répond/)
  const look = (name: string) => player.getByRole('tab', { name }).evaluate((tab) => {
    const { backgroundColor, borderTopStyle } = getComputedStyle(tab)
    return [backgroundColor, borderTopStyle]
  })
  const [chosen, other] = [await look('Réglages'), await look('Journal')]
  expect(chosen[0]).not.toBe(other[0])
  expect(other[1]).toBe('solid')
})

test('a link says what of it is not taken as it is', async ({ page }) => {
  const player = await openPolling(page, '?sim=polling&interval=1234&seed=7&seed=8&Latency=3')
  const alert = player.getByRole('alert')
  await expect(alert).toContainText(/interval=1234\s:\sarrondi/)
  await expect(alert).toContainText('seed est donné plusieurs fois')
  await expect(alert).toContainText('Latency=3 : paramètre inconnu')
  await page.goto(page.url().replace(/\?.*/, '?sim=sse'))
  await expect(player.getByRole('alert')).toContainText('ce lien est d’une autre simulation')
})

test('the link opens the very state', async ({ page, context }) => {
  const player = await openPolling(page, '?sim=polling&interval=2000&seed=7&inputs=3000:server-down,6000:server-up&t=9000')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await player.getByRole('button', { name: 'Copier le lien' }).click()
  await expect(player.getByRole('status')).toHaveText('Lien copié')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/\/\d+\?sim=polling&interval=2000&seed=7&inputs=3000:server-down,6000:server-up&t=9000$/)
  await expect(player.locator('.time')).toHaveText(/^9,0/)
  await expect(player.getByRole('tab', { name: 'Pannes' })).toContainText('(2)')
})

test('a wrong link opens the first state and says what is wrong', async ({ page }) => {
  const player = await openPolling(page, '?sim=polling&interval=%3Cimg%20src=x%20onerror=alert(1)%3E&inputs=boom')
  await expect(player.getByRole('alert')).toContainText('interval=<img src=x onerror=alert(1)>')
  await expect(player.getByRole('alert')).toContainText('inputs=boom')
  await expect(tile(player, 'Requêtes').locator('.now')).toHaveText('4')
})

test('it pauses when its slide is left, and is found again as it was', async ({ page }) => {
  const player = await openPolling(page)
  await slide(player.getByRole('slider', { name: 'Intervalle I' }), 1000)
  await player.getByRole('button', { name: 'Lire' }).click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(player.getByRole('button', { name: 'Lire' })).toBeVisible()
  await expect(player.getByRole('slider', { name: 'Intervalle I' })).toHaveValue('1000')
})

test('the presenter and the audience see the same run', async ({ page, context, baseURL }) => {
  const here = await openPolling(page)
  const no = currentSlide(page)
  const presenter = await context.newPage()
  await presenter.goto(`${baseURL}presenter/${no}`)
  const there = presenter.locator(`.slidev-slide-content [data-slidev-no="${no}"] .simulation:not([inert])`).first()
  await slide(there.getByRole('slider', { name: 'Intervalle I' }), 2500)
  await expect(here.getByRole('slider', { name: 'Intervalle I' })).toHaveValue('2500')
  await slide(here.getByRole('slider', { name: 'Instant' }), 4000)
  await expect(there.locator('.time')).toHaveText(/^4,0/)

  await there.getByRole('tab', { name: 'Pannes' }).click()
  await expect(here.getByRole('tab', { name: 'Pannes' })).toHaveAttribute('aria-selected', 'true')
  await there.getByRole('tab', { name: 'Réglages' }).click()

  // A window that is opened or reloaded later takes the run over.
  await page.reload()
  await expect(here.getByRole('slider', { name: 'Intervalle I' })).toHaveValue('2500')
  await expect(here.locator('.time')).toHaveText(/^4,0/)
})

test('a run that plays is at the same time in all windows, and where it paused when the slide is turned', async ({ page, context, baseURL }) => {
  const here = await openPolling(page)
  const no = currentSlide(page)
  const presenter = await context.newPage()
  await open(presenter, `${baseURL}presenter/${no}`, no)
  const there = presenter.locator(`.slidev-slide-content [data-slidev-no="${no}"] .simulation:not([inert])`).first()
  await slide(there.getByRole('slider', { name: 'Vitesse' }), 0)
  await there.getByRole('button', { name: 'Lire' }).click()
  await expect(here.locator('.time')).not.toHaveText(/^0,0/)
  await expect(here.getByRole('button', { name: 'Pause' })).toBeVisible()
  await presenter.keyboard.press('ArrowDown')
  await whenShown(page, no + 1)
  await presenter.keyboard.press('ArrowUp')
  await whenShown(page, no)
  await whenShown(presenter, no)
  await expect(here.getByRole('button', { name: 'Lire' })).toBeVisible()
  const slider = (player: Locator) => player.getByRole('slider', { name: 'Instant' }).inputValue()
  expect(Number(await slider(here))).toBeGreaterThan(0)
  expect(await slider(here)).toBe(await slider(there))
})

test('without motion it goes from event to event and nothing flies', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const player = await openPolling(page)
  await player.getByRole('button', { name: 'Lire' }).click()
  await expect(player.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(player.locator('.flight')).toHaveCount(0)
  await expect(player.locator('.time')).toHaveText(/^(?:0,0|0,2|0,4|5,4)/)
})

test('the log can be read and copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const player = await openPolling(page)
  await player.getByRole('tab', { name: 'Journal' }).click()
  await expect(player.locator('.log li').first()).toHaveText(/^0,00.*Client → Serveur.*POST, reçu à 0,20/)
  await player.getByRole('button', { name: 'Copier le journal' }).click()
  await expect(player.getByRole('button', { name: 'Journal copié' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('résultat')
})

test('the race tells who knows, and whether the bet was won', async ({ page }) => {
  const race = await openWidget(page, '<RaceOfFive', '.race')
  await expect(race.locator('.knows')).toHaveCount(0)
  await slide(race.getByRole('slider', { name: 'Retard parié' }), 2000)
  await slide(race.getByRole('slider', { name: 'Instant', exact: true }), 1e9)
  await expect(race.locator('.knows')).toHaveCount(5 * 60)
  await expect(race.locator('.verdict')).toHaveText(/^En fait 2,88.*pari 877.*trop court$/)
})

test('the chooser answers with a reason, and marks the line of what was measured', async ({ page }) => {
  const chooser = await openWidget(page, '<RetrievalChooser', '.chooser')
  await expect(chooser.getByRole('status')).toContainText('SSE')
  await chooser.getByLabel('application fermée').check()
  await expect(chooser.getByRole('status')).toContainText('Push')
  await expect(chooser.locator('tr.advised th')).toHaveText('Push')
})

test('the chooser advises polling for as many clients as the server bears', async ({ page }) => {
  const chooser = await openWidget(page, '<RetrievalChooser', '.chooser')
  await slide(chooser.getByRole('slider', { name: 'Retard admis' }), 5000)
  await expect(chooser.getByRole('status')).toContainText('Polling')
  await slide(chooser.getByRole('slider', { name: 'Clients N' }), 5)
  await expect(chooser.getByRole('status')).toContainText('SSE')
})

test('the cost follows its sliders, and the engine its formula', async ({ page }) => {
  const cost = await openWidget(page, '<CostChart', '.cost')
  await expect(cost.getByRole('status').first()).toContainText('5')
  const before = await cost.getByRole('status').first().textContent()
  await slide(cost.getByRole('slider', { name: 'Intervalle I' }), 30_000)
  await expect(cost.getByRole('status').first()).not.toHaveText(before!)
  // 1 to 10 000 clients: two means and the memory.
  await expect(cost.locator('circle:not(.marker)')).toHaveCount(15)
})

test('what matters stands beside three settings; the rest is a tab away, and takes the room of the figure where it is read', async ({ page }) => {
  const player = await openPolling(page)
  await expect(player.locator('.fields > *')).toHaveCount(3)
  await expect(player.locator('.tiles > div')).toHaveCount(4)
  await player.getByRole('tab', { name: 'Plus' }).click()
  await expect(player.getByRole('slider', { name: 'Latence L' })).toBeVisible()
  await expect(player.locator('.sequence')).toBeVisible()
  await player.getByRole('tab', { name: 'Compteurs' }).click()
  await expect(player.locator('.counters tbody tr')).toHaveCount(7)
  await expect(player.locator('.sequence')).toBeHidden()
  expect(await faultsOf(page)).toEqual([])
})
