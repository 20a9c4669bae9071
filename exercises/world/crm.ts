import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export interface Change {
  account: string
  /** 1, 2, … for each account. */
  n: number
}

const changes = [
  { at: 0, account: 'A', n: 1, ms: 900 },
  { at: 100, account: 'A', n: 2, ms: 300 },
  { at: 150, account: 'B', n: 1, ms: 400 },
  { at: 200, account: 'A', n: 3, ms: 200 },
  { at: 250, account: 'B', n: 2, ms: 100 },
  { at: 3000, account: 'A', n: 4, ms: 100 },
]

/** Writes a change. Two at a time on one account mix their fields. Rejects where the change is refused. */
export async function write({ account, n }: Change): Promise<void> {
  const { ms } = changes.find(change => change.account === account && change.n === n)!
  note('writing', { account, n }, `CRM: ${account}${n} begins`)
  await wait(ms)
  const isRefused = isFault('refused') && account === 'A' && n === 2
  note(isRefused ? 'refused' : 'written', { account, n }, `CRM: ${account}${n} ${isRefused ? 'refused' : 'written'}`)
  if (isRefused)
    throw new Error(`${account}${n} is refused`)
}

/** Gives each change to the handler, as it comes: it waits for nobody. */
export function onChange(handler: (change: Change) => unknown): void {
  changes.forEach(({ at, account, n }) => setTimeout(() => void handler({ account, n }), at))
}
