/** The document on a screen. What it is on paper, the export finds. */
import { readdirSync } from 'node:fs'
import { expect, test } from './deck.ts'

const parts = readdirSync(new URL('../../document/', import.meta.url)).filter(name => name.endsWith('.md'))

test('the document shows every chapter, and what it holds works', async ({ page, trouble }) => {
  await page.goto('document')
  const contents = page.getByRole('navigation', { name: 'Sommaire' })
  await expect(contents.locator('> ol > li')).toHaveCount(parts.length)
  expect(await page.evaluate(() => [...document.querySelectorAll('.document a[href^="#"]')]
    .map(link => link.getAttribute('href')!.slice(1))
    .filter(place => !document.getElementById(place)))).toEqual([])

  const program = page.locator('#fig-async')
  await program.getByRole('button', { name: 'Exécuter' }).click()
  await expect(program.locator('.output li')).toHaveText([/Create shipment$/, /Done$/, /Email sent$/])
  await page.locator('#fig-choix-async').getByLabel('bloque l’utilisateur').check()
  await expect(page.locator('#fig-choix-async .advice')).not.toContainText('Passez en asynchrone')
  expect(trouble).toEqual([])
})

test('the document is as wide as a phone: wide figures scroll by themselves', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('document')
  await expect(page.locator('#fig-course table')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
