import type { DeliveryFilter } from './message-store.ts'
import type { DeliveryState } from './message.ts'
import { InvalidFieldError } from './errors.ts'
import { checkText } from './text-fields.ts'

/** Which deliveries are meant: all the conditions that are given hold. Without any, `all` has to say that none is forgotten. */
export interface Selection {
  messageId?: string
  subscriber?: string
  type?: string
  subject?: string
  correlationId?: string
  states?: DeliveryState[]
  all?: true
  /** At most as many, in the order of their messages. */
  limit?: number
}

export type Act = 'retry' | 'redrive' | 'cancel'

/** What each act concerns. Deliveries that run are left alone. */
const statesOf: Record<Act, DeliveryState[]> = {
  retry: ['failed', 'retry', 'cancelled'],
  redrive: ['failed'],
  cancel: ['created', 'retry'],
}
const conditions = ['messageId', 'subscriber', 'type', 'subject', 'correlationId'] as const

/**
 * The deliveries that an act concerns, of those that are selected.
 * @throws {InvalidFieldError} the selection is empty, has a field of another name, or states of which the act concerns none
 */
export function filterFor(act: Act, selection: Selection): DeliveryFilter {
  if (typeof selection !== 'object' || selection === null || Array.isArray(selection))
    throw new InvalidFieldError('filter', `an object is needed, which says what ${act} is meant for`)
  const { states = statesOf[act], all, limit, ...texts } = Object.fromEntries(Object.entries(selection).filter(([, value]) => value !== undefined)) as Selection
  for (const [field, value] of Object.entries(texts)) {
    if (!conditions.includes(field as typeof conditions[number]))
      throw new InvalidFieldError(`filter.${field}`, `unknown; known: ${[...conditions, 'states', 'all', 'limit'].join(', ')}`)
    checkText(`filter.${field}`, value)
  }
  if (all !== true && selection.states === undefined && Object.keys(texts).length === 0)
    throw new InvalidFieldError('filter', `it names nothing: { all: true } says that ${act} is meant for everything`)
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0))
    throw new InvalidFieldError('filter.limit', 'a whole number from 1 on is needed')
  const concerned = Array.isArray(states) ? states.filter(state => statesOf[act].includes(state)) : []
  if (concerned.length === 0)
    throw new InvalidFieldError('filter.states', `${act} concerns ${statesOf[act].join(', ')}`)
  return { ...texts, states: concerned, ...limit !== undefined && { limit }, ...act !== 'cancel' && { isSubscribed: true } }
}
