import type { Lease } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { Subscription } from './subscription.ts'

/** What a column holds; each database has its own type for it. A question mark: may be null. */
export type ColumnKind = 'id' | 'text' | 'time' | 'json' | 'integer'
type Columns<Row> = { [Name in keyof Row]-?: ColumnKind | `${ColumnKind}?` }

/** The columns of the tables, by the names of TypeScript: tables, writes and reads all follow these lists. */
export const messageColumns: Columns<Message> = {
  id: 'id',
  kind: 'text',
  type: 'text',
  version: 'integer',
  source: 'text',
  subject: 'text?',
  time: 'time',
  data: 'json',
  correlationId: 'id',
  causationId: 'id?',
  idempotencyKey: 'text?',
  replyBy: 'time?',
  traceparent: 'text?',
}

export const deliveryColumns: Columns<Delivery> = {
  messageId: 'id',
  subscriber: 'text',
  mode: 'text',
  lane: 'text?',
  state: 'text',
  attempts: 'integer',
  maxAttempts: 'integer',
  startAfter: 'time?',
  lockedBy: 'id?',
  startedOn: 'time?',
  completedOn: 'time?',
  lastError: 'json?',
}

export const workerColumns: Columns<Lease> = {
  worker: 'id',
  seenAt: 'time',
}

export const subscriptionColumns: Columns<Subscription> = {
  name: 'text',
  kind: 'text',
  type: 'text',
  mode: 'text',
  key: 'text?',
  retry: 'json?',
  createdOn: 'time',
  pausedOn: 'time?',
  seenOn: 'time?',
}

export const kindOf = (column: string) => column.replace('?', '') as ColumnKind
export const isNullable = (column: string) => column.endsWith('?')
/** `correlationId` → `correlation_id`. */
export const snake = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
