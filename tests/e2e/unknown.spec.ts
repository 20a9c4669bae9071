import { expect, test, whenShown } from './deck.ts'

test('an address with an accent is told as it was typed, and stays as it is when it is loaded again', async ({ page }) => {
  await page.goto('presenter/été 100%25')
  await expect(page.getByRole('main')).toContainText('/presenter/été 100%')
  const { href } = new URL(page.url())
  await page.reload()
  await expect(page.getByRole('main')).toContainText('/presenter/été 100%')
  expect(page.url()).toBe(href)
})

for (const path of ['999', 'abc', 'presenter/999', 'chapitre/3']) {
  test(`/${path} says in French that it does not exist, and leads back`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cette diapositive n’existe pas')
    await expect(page.getByRole('main')).toContainText(path)
    await page.getByRole('link', { name: 'Revenir au début' }).click()
    await whenShown(page, 1)
  })
}
