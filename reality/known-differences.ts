import type { Difference } from './compare.ts'

/** Where the real thing is known not to do as the simulation says, and why. */
export interface KnownDifference {
  cases: string[]
  reason: string
  /** The differences that it explains. */
  explains: (difference: Difference) => boolean
}

/** Messages that were seen, without one of a label: what is left is what the simulation says. */
function isBut(label: string) {
  return (difference: Difference) =>
    difference.kind === 'messages' && difference.real.filter(seen => seen !== label).join() === difference.simulated.filter(said => said !== label).join()
}
const isLate = (most: number) => (difference: Difference) => difference.kind === 'time' && Math.abs(difference.late) <= most

export const knownDifferences: KnownDifference[] = [
  {
    cases: ['long-polling/server-down'],
    reason: 'A request on a connection that had been used before, and that ends without an answer, is sent again by Chromium itself, at once. '
      + 'The page sees the second failure only, after which it waits for a second: the simulation knows of no such attempt.',
    explains: isLate(1000),
  },
  {
    cases: ['sse/half-open'],
    reason: 'The server does not know that its first stream leads nowhere, and goes on with its signs of life there; in the simulation a second '
      + 'stream of the same client ends the first.',
    explains: isBut('ping'),
  },
  {
    cases: ['websocket/half-open'],
    reason: 'A page cannot drop a WebSocket: `close()` sends a close frame, into a connection that nobody reads any more. '
      + 'And it takes any message for a sign of life, the simulation its pings only: the one may be later by the time between them.',
    explains: difference => isBut('close')(difference) || isLate(1000)(difference),
  },
  {
    cases: ['websocket/spread-out'],
    reason: 'A server that is down refuses after the way there and back; in the simulation the client knows it after the way there. '
      + 'Each attempt begins so much later, and fewer find the server down.',
    explains: difference => difference.kind !== 'loss',
  },
]

export function knownDifference(id: string): KnownDifference | undefined {
  return knownDifferences.find(({ cases }) => cases.includes(id))
}
