import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

const durations: Record<string, number> = { 'invoice.pdf': 300, 'label.pdf': 900, 'customs.pdf': 600 }

export const documents = Object.keys(durations)

/** Rejects, at once, where the document is refused. */
export async function upload(name: string): Promise<void> {
  note('uploading', { name }, `storage: ${name} begins`)
  const isRefused = isFault('refused') && name === 'label.pdf'
  await wait(isRefused ? 100 : durations[name]!)
  if (isRefused)
    throw new Error(`${name} is refused`)
  note('uploaded', { name }, `storage: ${name} stored`)
}

/** Tells the user which documents are stored, and which are not. */
export function report(stored: string[], failed: string[]): void {
  const data = { stored: stored.toSorted().join(', '), failed: failed.toSorted().join(', ') }
  note('reported', data, `user reads: ${data.stored || 'nothing'} stored, ${data.failed || 'nothing'} failed`)
}
