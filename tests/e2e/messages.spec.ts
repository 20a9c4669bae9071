import { expect, openWidget, test } from './deck.ts'

test('a case is sorted by mouse, with its reason and the score; the last one ends, and all begins again', async ({ page }) => {
  const sort = await openWidget(page, 'MessageSort', '.sort')
  await sort.getByRole('button', { name: 'Commande', exact: true }).click()
  await expect(sort.getByRole('status')).toContainText('Faux : c’est un événement.')
  await expect(sort.getByRole('status')).toContainText('personne ne peut le refuser')
  await expect(sort).toContainText('0 juste sur 1')
  for (let rank = 2; rank <= 8; rank++) {
    await sort.getByRole('button', { name: 'Message suivant' }).click()
    await expect(sort).toContainText(`Message ${rank} sur 8`)
    await sort.getByRole('button', { name: rank % 2 === 0 ? 'Commande' : 'Événement', exact: true }).click()
    await expect(sort.getByRole('status')).toContainText('Juste')
  }
  await sort.getByRole('button', { name: 'Voir le score' }).click()
  await expect(sort).toContainText('7 sur 8')
  await sort.getByRole('button', { name: 'Recommencer' }).click()
  await expect(sort).toContainText('Message 1 sur 8')
})

test('a case is sorted by keyboard, the focus always on what comes next', async ({ page }) => {
  const sort = await openWidget(page, 'MessageSort', '.sort')
  await sort.getByRole('button', { name: 'Événement', exact: true }).focus()
  await page.keyboard.press('Enter')
  await expect(sort.getByRole('button', { name: 'Message suivant' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(sort.getByRole('button', { name: 'Événement', exact: true })).toBeFocused()
  await expect(sort).toContainText('Message 2 sur 8')
})

test('a message leads up to its first cause, by mouse and by keyboard, and the slide stays', async ({ page }) => {
  const thread = await openWidget(page, 'ExecutionThread', '.thread')
  const steps = thread.locator('.story li strong')
  await expect(steps).toHaveText(['m1', 'm3', 'm4', 'm8'])
  await thread.getByRole('treeitem', { name: 'accountSynced' }).click()
  await expect(steps).toHaveText(['m1', 'm9', 'm10'])
  await expect(thread.locator('.story')).toContainText('billing (2 essais)')

  const { href } = new URL(page.url())
  await thread.getByRole('treeitem', { name: 'accountSynced' }).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(thread.getByRole('treeitem', { name: 'invoiceIssued' })).toBeFocused()
  await expect(steps).toHaveText(['m1', 'm9'])
  await page.keyboard.press('End')
  await expect(steps).toHaveText(['m2', 'm6', 'm7'])
  await page.keyboard.press('ArrowUp')
  await expect(thread.getByRole('treeitem', { selected: true })).toContainText('trackingUpdated')
  expect(page.url()).toBe(href)
})

test('a command is refused by its field, fails, and is replayed; the shell line follows', async ({ page }) => {
  const desk = await openWidget(page, 'CommandForm', '.desk')
  const field = desk.getByRole('textbox', { name: 'shipmentId' })
  const stored = desk.locator('.stored li')
  await field.fill('42')
  await field.press('Enter')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveAccessibleDescription('a shipment is named like S-42')
  await expect(desk.getByRole('status')).toContainText('rien n’est stocké')
  await expect(stored).toHaveCount(0)

  await field.fill('S-7')
  await expect(desk.locator('.shell')).toContainText('npm run command -- resyncTracking --shipmentId S-7')
  await desk.getByRole('switch', { name: 'Systèmes tiers en panne' }).check()
  await desk.getByRole('button', { name: 'Exécuter' }).click()
  await expect(field).toHaveAttribute('aria-invalid', 'false')
  await expect(stored).toContainText(['m1'])
  await expect(stored).toContainText(['failed'])
  await expect(stored).toContainText(['third party is down'])

  await desk.getByRole('switch', { name: 'Systèmes tiers en panne' }).uncheck()
  await desk.getByRole('button', { name: /^Rejouer m1/ }).click()
  await expect(stored).toContainText(['completed'])
  await expect(desk.getByRole('status')).toContainText('tracking of S-7: read again')

  await desk.getByRole('radio', { name: 'EMAIL_SendBookingRequestAskedEmailCommand' }).check()
  await desk.getByRole('button', { name: 'Exécuter' }).click()
  await expect(stored).toHaveCount(2)
})

test('on paper each of them is whole', async ({ page }) => {
  await page.goto('print?print=true')
  await page.waitForSelector('html[data-deck="ready"]')
  await expect(page.locator('.printed tbody tr:has(.kind)')).toHaveCount(8)
  await expect(page.locator('.thread [role=treeitem]')).toHaveCount(10)
  await expect(page.locator('.journal tbody tr')).toHaveCount(4)
  await expect(page.locator('.journal .state')).toHaveText(['refusée', 'failed', 'completed', 'completed'])
})
