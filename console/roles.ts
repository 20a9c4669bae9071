export const EVENT_NAMES = ['shipmentDeparted', 'documentUploaded', 'bookingRequestAsked'] as const
export type EventName = typeof EVENT_NAMES[number]

export const SUBSCRIBERS = ['tracking', 'email', 'salesforce'] as const
export type SubscriberName = typeof SUBSCRIBERS[number]

export interface Role {
  hears: EventName[]
  /** Milliseconds of its work: long enough to be seen. */
  takes: number
  /** What it throws while its switch says so. */
  failure: string
}

export const roles: Record<SubscriberName, Role> = {
  tracking: { hears: ['shipmentDeparted'], takes: 500, failure: 'tracking API answers 503' },
  email: { hears: ['shipmentDeparted', 'documentUploaded', 'bookingRequestAsked'], takes: 700, failure: 'mail server is down' },
  salesforce: { hears: ['shipmentDeparted', 'documentUploaded'], takes: 900, failure: 'UNABLE_TO_LOCK_ROW' },
}

/** Four attempts, 1, 2 and 4 seconds apart: a room can wait for them. With `random: () => 1`, to the second. */
export const RETRY = { attempts: 4, delay: 1000 }

/** The bus knows a subscriber of one type by its name: who hears several types has a name for each. */
export const nameOf = (role: SubscriberName, type: EventName) => type === 'shipmentDeparted' ? role : `${role}/${type}`
export const roleOf = (subscriber: string) => subscriber.split('/')[0] as SubscriberName
