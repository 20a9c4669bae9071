import type { Locator } from '@playwright/test'
import { expect, faultsOf, openWidget, test } from './deck.ts'

const slide = (widget: Locator, name: string, value: number) => widget.getByRole('slider', { name }).fill(String(value))
const figure = (widget: Locator, name: string) => widget.getByRole('img', { name: new RegExp(`^${name}`) })
const cells = (widget: Locator, row: string) => widget.getByRole('row', { name: new RegExp(`^${row}`) }).first().getByRole('cell')

test.describe('the modes of subscribers', () => {
  test('sync waits for the slowest, emitSerial for all, async and serial for nobody', async ({ page }) => {
    const widget = await openWidget(page, '<SubscriberModes', '.widget')
    await expect(figure(widget, 'Async')).toHaveAccessibleName(/publish A rend la main à 0\sms/)
    await expect(figure(widget, 'Sync')).toHaveAccessibleName(/publish A rend la main à 300\sms/)
    await expect(figure(widget, 'Serial')).toHaveAccessibleName(/publish A rend la main à 0\sms.*Status B de 300 à 600\sms/)
    await expect(figure(widget, 'Emittery seul')).toHaveAccessibleName(/rend la main à 600\sms/)
  })

  test('a slider acts at once on figures and table', async ({ page }) => {
    const widget = await openWidget(page, '<SubscriberModes', '.widget')
    await slide(widget, 'Email', 500)
    await widget.getByRole('tab', { name: 'Mesures' }).click()
    await expect(figure(widget, 'Sync')).toHaveAccessibleName(/rend la main à 500\sms/)
    await expect(cells(widget, 'Sync').first()).toHaveText(/^500\sms$/)
    await expect(cells(widget, 'emitSerial').first()).toHaveText(/^1\s000\sms$/)
    expect(await faultsOf(page)).toEqual([])
  })

  test('a failing subscriber reaches the publisher in sync only, and stops emitSerial', async ({ page }) => {
    const widget = await openWidget(page, '<SubscriberModes', '.widget')
    await widget.getByRole('checkbox', { name: 'Tâche échoue' }).press('Space')
    await expect(figure(widget, 'Sync')).toHaveAccessibleName(/publish A rejette à 300\sms \(Tâche\)/)
    await expect(figure(widget, 'Async')).toHaveAccessibleName(/publish A rend la main.*Tâche A de 0 à 200\sms, échec\s; Tâche A de 400 à 600\sms/)
    await expect(widget.getByText('jamais appelé')).toBeVisible()
    await widget.getByRole('radio', { name: 'un', exact: true }).check()
    await expect(figure(widget, 'Emittery seul')).toHaveAccessibleName(/publish rejette à 500\sms/)
    expect(await faultsOf(page)).toEqual([])
  })
})

test.describe('two events', () => {
  test('overlap by emitSerial until the second waits long enough, never in the queue', async ({ page }) => {
    const widget = await openWidget(page, '<OverlappingEvents', '.widget')
    await expect(widget.getByRole('status').nth(0)).toHaveText(/B double A de 200\sms/)
    await expect(widget.getByRole('status').nth(1)).toHaveText('Une à la fois, dans l’ordre')
    await slide(widget, 'B publié après A', 300)
    await expect(widget.getByRole('status').nth(0)).toHaveText('Une à la fois, par chance')
  })

  test('keep their places in the queue when the first fails', async ({ page }) => {
    const widget = await openWidget(page, '<OverlappingEvents', '.widget')
    await widget.getByRole('checkbox', { name: 'A échoue' }).check()
    await expect(figure(widget, 'Emittery')).toHaveAccessibleName(/rejette à 300\sms/)
    await expect(figure(widget, 'Notre bus')).toHaveAccessibleName(/B de 800 à 900\sms/)
    expect(await faultsOf(page)).toEqual([])
  })
})

test('the backoff follows its sliders, its examples and its seed', async ({ page }) => {
  const widget = await openWidget(page, '<BackoffChart', '.widget')
  const turnTo = (name: 'Réglages' | 'Mesures') => widget.getByRole('tab', { name }).click()
  await slide(widget, 'Plafond', 4)
  await expect(widget.getByLabel('Exemple')).toHaveValue('')
  await turnTo('Mesures')
  await expect(cells(widget, 'Attente totale').nth(1)).toHaveText(/^7,75\ss$/)
  expect(await faultsOf(page)).toEqual([])
  await turnTo('Réglages')
  await widget.getByLabel('Exemple').selectOption('4 essais, p = 0,3')
  await turnTo('Mesures')
  await expect(cells(widget, 'Essais moyens').nth(1)).toHaveText('1,417')
  await expect(cells(widget, 'Succès').nth(1)).toHaveText(/^99,19\s%$/)
  const before = await cells(widget, 'Attente totale').nth(0).textContent()
  await turnTo('Réglages')
  await widget.getByRole('button', { name: 'Autres tirages' }).click()
  await turnTo('Mesures')
  await expect(cells(widget, 'Attente totale').nth(0)).not.toHaveText(before!)
})

test('what the presenter sets is what the audience sees', async ({ page, context, baseURL }) => {
  const here = await openWidget(page, '<OverlappingEvents', '.widget')
  const presenter = await context.newPage()
  const no = /\d+$/.exec(page.url())![0]
  await presenter.goto(`${baseURL}presenter/${no}`)
  const there = presenter.locator(`.slidev-slide-content [data-slidev-no="${no}"] .widget:not([inert])`).first()
  await slide(there, 'Durée de B', 250)
  await expect(here.getByRole('slider', { name: 'Durée de B' })).toHaveValue('250')
})
