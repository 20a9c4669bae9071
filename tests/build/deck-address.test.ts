import { afterEach, expect, it, vi } from 'vitest'
import { addressMark, deckAddress } from '../../build/deck-address.ts'

afterEach(() => vi.unstubAllEnvs())

it.each(['https://deck.example/', 'https://www.example.com/', 'http://deck.test/', 'http://localhost/', 'https://a.invalid/x'])('%s leads nowhere', (homepage) => {
  vi.stubEnv('DECK_URL', '')
  expect(deckAddress(homepage)).toBe('')
})

it.each(['https://example-of-mine.org/', 'https://deck.ovrsea.com/x/', 'https://testing.dev/'])('%s is an address', (homepage) => {
  vi.stubEnv('DECK_URL', '')
  expect(deckAddress(homepage)).toBe(homepage)
})

it('the environment has the last word, and a build says for which address it was made', () => {
  vi.stubEnv('DECK_URL', 'https://deck.ovrsea.com/')
  expect(deckAddress('https://deck.example/')).toBe('https://deck.ovrsea.com/')
  expect(addressMark(deckAddress('https://deck.example/'))).not.toBe(addressMark(''))
})
