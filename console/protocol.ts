import type { DeliveryState, ErrorRecord } from '../snippets/bus/message.ts'
import type { EventName, SubscriberName } from './roles.ts'

/** What a page asks for: the messages from `offset` on that fit the filter, and one delivery with all that is known of it. */
export interface Query {
  state: DeliveryState | null
  search: string
  offset: number
  limit: number
  selected: DeliveryKey | null
}

export interface DeliveryKey { messageId: string, subscriber: string }

export interface DeliverySummary {
  state: DeliveryState
  attempts: number
  maxAttempts: number
  /** ISO 8601. */
  startAfter: string | null
}

export interface Row {
  id: string
  type: string
  subject: string | null
  time: string
  /** By name of subscriber. */
  deliveries: Record<string, DeliverySummary>
}

export interface Detail extends DeliveryKey, DeliverySummary {
  type: string
  subject: string | null
  time: string
  mode: string
  data: unknown
  lastError: ErrorRecord | null
  /** Emails that this message caused. */
  emails: number
}

/** The state of everything at one moment, and the rows that were asked for. */
export interface Snapshot {
  offset: number
  rows: Row[]
  /** Messages that fit the filter. */
  total: number
  counts: Record<DeliveryState, number>
  messages: number
  emails: number
  switches: Switches
  subscribers: Record<SubscriberName, SubscriberState>
  detail: Detail | null
}

/** What a subscriber is owed over all types that it hears. Dates are ISO 8601. */
export interface SubscriberState {
  /** Dead letters. */
  failed: number
  /** Deliveries that wait. */
  waiting: number
  /** Since when the oldest of them is due; null when none is. */
  oldestDue: string | null
  pausedOn: string | null
  /** When its process was last heard of, once that is gone. */
  absentSince: string | null
}

export type SwitchName = SubscriberName | 'idempotent'
/** Which subscribers fail, and whether the email is idempotent. */
export type Switches = Record<SwitchName, boolean>

/** What a statement gave. Values are as SQLite has them. */
export interface SqlResult {
  /** The first ones; `columnCount` is how many there are. */
  columns: string[]
  columnCount: number
  rows: (string | number | null)[][]
  /** There were more rows than are shown. */
  isCut: boolean
  /** Rows that were written. */
  changes: number
  ms: number
}

/**
 * Where the database is: a file that outlives the page, or the memory of the worker; and what a reader has to know of it.
 * `no-locks`: windows cannot share it · `no-files`: the browser gives no private files · `damaged`: a file that could not be read was given up ·
 * `lost`: what was in memory ended with the window that held it. `detail` is what the browser or SQLite says.
 */
export interface Storage { kind: 'file' | 'memory', reason: 'no-locks' | 'no-files' | 'damaged' | 'lost' | null, detail: string | null }

/** What a page can ask of the worker; each answer is a promise. */
export interface ConsoleApi {
  snapshot: (query: Query) => Promise<Snapshot>
  /** The rows alone: what a list that is scrolled needs. */
  rows: (query: Omit<Query, 'selected'>) => Promise<Row[]>
  /** Resolves with the id of the last one. */
  publish: (type: EventName, count: number) => Promise<string>
  setSwitch: (name: SwitchName, isOn: boolean) => Promise<void>
  setPaused: (name: SubscriberName, isOn: boolean) => Promise<void>
  /** Ends the running of a subscriber, or takes it up again; its subscriptions stay. */
  setAbsent: (name: SubscriberName, isOn: boolean) => Promise<void>
  retry: (key: DeliveryKey) => Promise<void>
  replay: (key: DeliveryKey) => Promise<void>
  cancel: (key: DeliveryKey) => Promise<void>
  redrive: () => Promise<number>
  run: (sql: string) => Promise<SqlResult>
  reset: () => Promise<void>
}

export type Method = keyof ConsoleApi

/** All that goes over the channel: pages ask, the one worker answers and tells what changes. */
export type Packet
  = | { kind: 'hello' }
    | { kind: 'ready', server: string, storage: Storage }
    | { kind: 'call', id: string, method: Method, args: unknown[] }
    | { kind: 'answer', id: string, value?: unknown, error?: string }
    | { kind: 'changed' }
    | { kind: 'trouble', error: string }
    | { kind: 'restart' }

/** The page that starts the worker tells it the name of its channel and of its file, whether all windows share it, and what memory held before. */
export interface Start { name: string, isShared: boolean, memory: Uint8Array | null }
