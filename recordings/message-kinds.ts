import type { MessageKind } from '../snippets/bus/message.ts'

/** What the room sorts, in the order it is asked: each name, and what it is. The reasons are in `locales/fr/messages.ts`. */
export const cases = [
  { name: 'shipmentDeparted', kind: 'event' },
  { name: 'resyncTracking', kind: 'command' },
  { name: 'documentUploaded', kind: 'event' },
  { name: 'EMAIL_SendBookingRequestAskedEmailCommand', kind: 'command' },
  { name: 'bookingRequestAsked', kind: 'event' },
  { name: 'shipmentMustBeInvoiced', kind: 'command' },
  { name: 'importFailed', kind: 'event' },
  { name: 'cancelBooking', kind: 'command' },
] as const satisfies { name: string, kind: MessageKind }[]

export type CaseName = typeof cases[number]['name']

/** How far the room has come. The last answer stays on the table, with its reason, until the next case is asked for. */
export interface Sorting {
  answers: MessageKind[]
  isRevealed: boolean
}

export const unsorted: Sorting = { answers: [], isRevealed: false }

/** The answer to the case at hand; nothing changes when it was given already, or when all are sorted. */
export function answer(sorting: Sorting, kind: MessageKind): Sorting {
  if (sorting.isRevealed || sorting.answers.length === cases.length)
    return sorting
  return { answers: [...sorting.answers, kind], isRevealed: true }
}

export function next(sorting: Sorting): Sorting {
  return { ...sorting, isRevealed: false }
}

export function summarise({ answers, isRevealed }: Sorting) {
  const sorted = answers.map((given, index) => ({ ...cases[index]!, given, isRight: given === cases[index]!.kind }))
  return {
    /** The case at hand; undefined once all are sorted. */
    current: cases[answers.length - Number(isRevealed)],
    /** The last answer, while its reason is read. */
    verdict: isRevealed ? sorted.at(-1) : undefined,
    sorted,
    right: sorted.filter(({ isRight }) => isRight).length,
  }
}
