/** `/exercices`: what a reader does there, whose checks and questions `tests/exercises/` holds to account. */
import type { Page } from '@playwright/test'
import { expect, test } from './deck.ts'

const stateOf = (page: Page, check: string) => expect(page.locator(`[data-check="${check}"]`))
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })

test('an exercise is checked by its runs, explained, helped with, and kept', async ({ page }) => {
  await page.goto('exercices/awaiting')
  await expect(page.locator('.monaco-editor .view-lines')).toBeVisible()
  await button(page, 'Vérifier').click()
  await stateOf(page, 'fast-answer').toHaveAttribute('data-state', 'fails')
  await stateOf(page, 'fast-answer').toContainText('après l’email')
  await stateOf(page, 'mail-may-fail').toContainText('Sous : serveur d’emails en panne')
  await stateOf(page, 'mailed-once').toHaveAttribute('data-state', 'holds')

  await expect(button(page, 'La solution')).toBeHidden()
  for (const number of [1, 2, 3]) {
    await button(page, `Indice ${number} sur 3`).click()
    await expect(page.locator('.hints li')).toHaveCount(number)
  }
  await button(page, 'La solution').click()
  await button(page, 'La mettre à la place de mon code').click()
  await expect(page.getByText('Le code a changé depuis la vérification.')).toBeVisible()
  await button(page, 'Vérifier').click()
  await expect(page.getByText('Tout est vérifié.')).toBeVisible()
  await expect(page.locator('[data-check]:not([data-state="holds"])')).toHaveCount(0)

  await page.reload()
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('catch')
  await page.getByRole('link', { name: 'Tous les exercices' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'await, ou pas' }).last()).toContainText('réussi')
})

test('a program that does not start is said so', async ({ page }) => {
  await page.goto('exercices')
  await page.evaluate(() => localStorage.setItem('deck progress', JSON.stringify({ exercises: { caught: { code: 'const = 1' } }, answers: {} })))
  await page.goto('exercices/caught')
  await button(page, 'Vérifier').click()
  await expect(page.getByText('Le programme n’a pas pu être exécuté')).toBeVisible()
})

test('a question is answered, explained, and proved in that very state', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  await page.goto('exercices/chapitre-2')
  const question = page.locator('[data-question="hand-back"]')
  await expect(question.getByRole('button', { name: 'Répondre' })).toBeDisabled()
  await question.getByText('Plus tôt qu’avant').click()
  await question.getByRole('button', { name: 'Répondre' }).click()
  await expect(question).toHaveAttribute('data-state', 'wrong')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  const opened = page.waitForEvent('popup')
  await question.getByRole('link', { name: 'Voir la simulation' }).click()
  const slide = await opened
  const simulation = slide.locator('#slideshow')
  await simulation.getByRole('tab', { name: 'Compteurs' }).click()
  await expect(simulation.getByRole('row', { name: 'La main, synchrone' })).toContainText('30,4 s')
  await slide.close()

  await page.getByRole('link', { name: 'Tous les exercices' }).click()
  await expect(page.locator('.summary')).toContainText('Questions justes : 0 sur 27')
  await expect(page.locator('.summary').getByRole('link')).toHaveCount(1)
})

test('what proves an answer runs at once, under its fault', async ({ page }) => {
  await page.goto('exercices/chapitre-1')
  const question = page.locator('[data-question="who-catches"]')
  await question.getByText('Node s’arrête, code 1').click()
  await question.getByRole('button', { name: 'Répondre' }).click()
  await question.getByRole('button', { name: 'Voir l’exécution' }).click()
  await expect(question.locator('.runnable')).toHaveAttribute('data-state', 'error')
  await expect(question.locator('.output')).toContainText('mail is down')
})
