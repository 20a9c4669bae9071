import { TESTED } from '../../scripts/built.ts'
import { expect, open, test, turn } from './deck.ts'

test('the deck stands under a folder of a site: it asks for nothing outside', async ({ page, baseURL }) => {
  const { pathname: folder } = new URL(baseURL!)
  expect(folder).toBe(TESTED.base)
  const outside: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (baseURL!.startsWith(origin) && !pathname.startsWith(folder))
      outside.push(pathname)
  })
  await open(page, '', 1)
  await turn(page, 'ArrowRight')
  expect(new URL(page.url()).pathname).toBe(`${folder}2`)
  expect(outside).toEqual([])
})
