/**
 * What a program imports of the bus, on any runtime: it needs Emittery, and no database. A database has a file of its own,
 * with the packages it needs: `node-sqlite.ts`, `postgres.ts`, `sqlite-wasm.ts`. The README begins with two processes.
 */
export type { BusOptions, Context, HandleOptions, Handler, PublishOptions, RequestOptions, SubscribeOptions } from './bus-options.ts'
export type { Causation } from './causation-tree.ts'
export { createCommandRunner } from './command-runner.ts'
export { StoreError } from './database-errors.ts'
export * from './errors.ts'
export { type Bus, createBus } from './event-bus.ts'
export type { Json } from './json-data.ts'
export { createLiveBus } from './live-bus.ts'
export { createMemoryStore } from './memory-store.ts'
export type { DataByType, Schemas } from './message-schema.ts'
export type { DeliveryFilter, MessageFilter, MessageLog, MessageStore } from './message-store.ts'
export type { Delivery, DeliveryState, ErrorRecord, Message, MessageKind, Mode } from './message.ts'
export type { OnceHandler } from './once.ts'
export type { RetryPolicy } from './retry-policy.ts'
export type { Act, Selection } from './selection.ts'
export { type Alarm, alarmsOf, type Stats, type SubscriptionStats, type Thresholds } from './stats.ts'
export type { Subscription, SubscriptionMode } from './subscription.ts'
export type { Clock } from './system.ts'
export { contractFaults, type Upcasts } from './versions.ts'
export { createVirtualClock, type VirtualClock } from './virtual-clock.ts'
