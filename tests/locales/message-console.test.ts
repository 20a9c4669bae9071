import { expect, it } from 'vitest'
import { consoleWords } from '../../locales/fr/message-console.ts'

it.each([
  ['SQLITE_FULL: database or disk is full', 'La place manque'],
  ['SQLITE_IOERR_WRITE: sqlite3 result code 778: disk I/O error', 'La place manque'],
  ['SQLITE_CORRUPT: database disk image is malformed', 'endommagée'],
  ['no such table: delivery', 'Tout effacer'],
  ['Unexpected token \'x\', "x" is not valid JSON', 'Tout effacer'],
])('of %s, the reader learns the cause and what to do', (said, words) => {
  expect(consoleWords.trouble(said)).toContain(words)
  expect(consoleWords.trouble(said)).toContain(said)
})
