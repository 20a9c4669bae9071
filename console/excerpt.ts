import type { SqlResult } from './protocol.ts'

/** Characters of all cells. */
const LONGEST_EXCERPT = 10_000

/** What other windows get of a result: its first rows. */
export function excerptOf(result: SqlResult): SqlResult {
  let length = 0
  const rows = result.rows.filter(row => (length += row.reduce<number>((sum, value) => sum + String(value).length, 0)) <= LONGEST_EXCERPT)
  return { ...result, rows, isCut: result.isCut || rows.length < result.rows.length }
}
