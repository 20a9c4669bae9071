export type StoreTrouble = 'closed' | 'locked' | 'full' | 'readonly' | 'unreachable'

const words: Record<StoreTrouble, string> = {
  closed: 'The message database is closed: no message can be stored or delivered any more.',
  locked: 'The message database is locked by another process, and stayed so: nothing was stored. Try again.',
  full: 'The disk of the message database is full: nothing was stored.',
  readonly: 'The message database refuses to be written: nothing was stored.',
  unreachable: 'The message database cannot be reached, or it broke off: whether something was stored is not known.',
}

/** What a database says when it cannot do its work, in plain words; the original is its `cause`. */
export class StoreError extends Error {
  override name = 'StoreError'
  trouble: StoreTrouble

  constructor(trouble: StoreTrouble, cause: unknown) {
    super(words[trouble], { cause })
    this.trouble = trouble
  }
}

/** By the primary result code of SQLite, https://sqlite.org/rescode.html. */
const sqliteTroubles: Record<number, StoreTrouble> = { 5: 'locked', 6: 'locked', 8: 'readonly', 10: 'full', 13: 'full', 14: 'unreachable' }

/** By code of PostgreSQL, https://www.postgresql.org/docs/current/errcodes-appendix.html, or of Node. */
const otherTroubles: Record<string, StoreTrouble> = {
  '40001': 'locked',
  '40P01': 'locked',
  '53100': 'full',
  '25006': 'readonly',
  '55P03': 'locked',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  'ECONNREFUSED': 'unreachable',
  'ECONNRESET': 'unreachable',
  'EPIPE': 'unreachable',
  'ENOTFOUND': 'unreachable',
  'ETIMEDOUT': 'unreachable',
}

const SQLITE_CONSTRAINT = 19

interface DatabaseError { code?: string, errcode?: number, resultCode?: number, message?: string }

/** The same error in plain words where it is a trouble of the database, itself where it is not. */
export function explain(error: unknown): unknown {
  const { code = '', errcode, resultCode, message = '' } = error as DatabaseError
  const trouble = sqliteTroubles[(errcode ?? resultCode ?? 0) & 0xFF] ?? otherTroubles[code]
    ?? (/not open|closed|after calling end on the pool|driver has already been destroyed/i.test(message) ? 'closed' : undefined)
    ?? (/could not extend file|no space left|file too large/i.test(message) ? 'full' : undefined)
    ?? (/connection terminated|connection error|timeout exceeded when trying to connect/i.test(message) ? 'unreachable' : undefined)
  return trouble ? new StoreError(trouble, error) : error
}

/** Whether each row by itself may fare better: a constraint, a value that a column refuses. */
export function isRowAtFault(error: unknown): boolean {
  const { code = '', errcode, resultCode } = error as DatabaseError
  return ((errcode ?? resultCode ?? 0) & 0xFF) === SQLITE_CONSTRAINT || /^2[23]/.test(code)
}

/** Times a transaction is tried that others are in the way of. */
const MOST_TRIES = 10

/**
 * Does it again where PostgreSQL ended it, of two transactions that waited for each other: nothing of it was done.
 * @param call one transaction, or statement
 */
export async function untilUnhindered<T>(call: () => Promise<T>, triesLeft = MOST_TRIES): Promise<T> {
  try {
    return await call()
  }
  catch (error) {
    if (triesLeft === 1 || !/^40(?:001|P01)$/.test((error as DatabaseError).code ?? ''))
      throw error
    return untilUnhindered(call, triesLeft - 1)
  }
}
