import type { GenericSchema } from 'valibot'
import type { MessageKind } from '../snippets/bus/message.ts'
import * as v from 'valibot'

/** The messages to sort, in the order they are asked, and the right answers. Their reasons are in `locales/fr/messages.ts`. */
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

/** The answers so far. The last one stays on screen, with its reason, until the next case is asked for. */
export interface Sorting {
  answers: MessageKind[]
  /** Whether the reason of the last answer is shown. */
  isRevealed: boolean
}

export const unsorted: Sorting = { answers: [], isRevealed: false }

/** What another window may say of it. */
export const sortingSchema: GenericSchema<unknown, Sorting> = v.strictObject({
  answers: v.pipe(v.array(v.picklist(['event', 'command'])), v.maxLength(cases.length)),
  isRevealed: v.boolean(),
})

/** Answers the current case; changes nothing while a reason is shown, or when all are sorted. */
export function answer(sorting: Sorting, kind: MessageKind): Sorting {
  if (sorting.isRevealed || sorting.answers.length === cases.length)
    return sorting
  return { answers: [...sorting.answers, kind], isRevealed: true }
}

/** Hides the reason and goes on to the next case. */
export function next(sorting: Sorting): Sorting {
  return { ...sorting, isRevealed: false }
}

/** What is shown of a sorting. */
export function summarise({ answers, isRevealed }: Sorting) {
  const sorted = answers.map((given, index) => ({ ...cases[index]!, given, isRight: given === cases[index]!.kind }))
  return {
    /** The current case; undefined once all are sorted. */
    current: cases[answers.length - Number(isRevealed)],
    /** The last answer, while its reason is shown. */
    verdict: isRevealed ? sorted.at(-1) : undefined,
    sorted,
    right: sorted.filter(({ isRight }) => isRight).length,
  }
}
