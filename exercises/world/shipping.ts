import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

/** Takes 800 ms. Rejects where no carrier is free. */
export async function bookCarrier(id: string): Promise<void> {
  await wait(800)
  if (isFault('no-carrier'))
    throw new Error('no carrier is free')
  note('booked', { id }, `carrier: ${id} booked`)
}

/** Takes 2 s. Rejects while the mail server is down. */
export async function sendEmail(id: string): Promise<void> {
  await wait(2000)
  if (isFault('mail-down'))
    throw new Error('mail server is down')
  note('mailed', { id }, `mail server: ${id} sent`)
}

/** What the user reads. */
export function answer(text: string): void {
  note('answered', { text }, `user reads: ${text}`)
}
