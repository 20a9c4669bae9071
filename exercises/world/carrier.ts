import { client, isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export class CarrierError extends Error {
  override name = 'CarrierError'
  /** 503: come back later. 422: this order will never do. */
  readonly status: 422 | 503

  constructor(status: 422 | 503) {
    super(`carrier answers ${status}`)
    this.status = status
  }
}

let attempts = 0
let drawn: number | undefined

/** Asks the carrier once. Rejects with a CarrierError. */
export async function book(): Promise<string> {
  const n = ++attempts
  note('asked', { n }, `carrier: attempt ${n}`)
  await wait(isFault('slow') ? 3000 : 200)
  note('answered', { n }, `carrier: answers attempt ${n}`)
  if (isFault('invalid'))
    throw new CarrierError(422)
  if (!isFault('flaky') || n < 3)
    throw new CarrierError(503)
  return 'REF-42'
}

/** Chance, from 0 to 1: not the same at two clients. */
export function random(): number {
  drawn = ((drawn ?? client()) * 7919 + 104_729) % 1009
  return drawn / 1009
}

/** Tells the user that all is well. */
export function succeed(reference: string): void {
  note('succeeded', { reference }, `user reads: booked, ${reference}`)
}

/** Tells the user that it will not be. */
export function giveUp(error: unknown): void {
  note('gave-up', {}, `user reads: not booked, ${String(error)}`)
}
