import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { Tx } from '../snippets/bus/sql-store.ts'
import type { Clock } from '../snippets/bus/system.ts'
import type { OpenDatabase } from './database.ts'
import type { ConsoleApi, Detail, Row, Snapshot, SubscriberState, Switches, SwitchName } from './protocol.ts'
import type { SubscriberName } from './roles.ts'
import type { StoryEvents } from './story.ts'
import { sql } from 'kysely'
import { createBus } from '../snippets/bus/event-bus.ts'
import { openWasmDatabase } from '../snippets/bus/sqlite-wasm.ts'
import { systemClock } from '../snippets/bus/system.ts'
import { nameOf, roleOf, roles, SUBSCRIBERS } from './roles.ts'
import { runScript } from './sql-script.ts'
import { dataOf, storyEvents, subscribeStory } from './story.ts'
import { countsSql, deliverySql, dueSql, messagesSql, owedSql, quote, subscriptionsSql, switchesSql, tablesSql, totalSql } from './views.ts'

/** Deliveries at once: few, so that some are seen waiting. */
const CONCURRENCY = 2
/** A worker that died is known as such after this time, in milliseconds. */
const LEASE = 3000
const SQL_TIMEOUT = 3000
const FIRST_SHIPMENT = 42

interface ConsoleListeners {
  /** Something changed that a snapshot may show. */
  onChange: () => void
  /** An error that no call is there to hear. */
  onTrouble: (error: unknown) => void
}

const off: Switches = { tracking: false, email: false, salesforce: false, idempotent: false }

/** The bus of the console on an open database, and all that a page can ask of it. */
export async function createConsole(
  opened: OpenDatabase,
  listeners: ConsoleListeners,
  clock: Clock = systemClock,
): Promise<ConsoleApi & { stop: () => Promise<void> }> {
  let session = await openSession(opened.sqlite, opened.database, listeners, clock)

  async function reset() {
    await session.stop()
    session = await openSession(opened.sqlite, opened.renew(), listeners, clock)
    listeners.onChange()
  }

  return {
    snapshot: async query => session.snapshot(query),
    rows: async query => session.messages(query),
    publish: (type, count) => session.publish(type, count),
    setSwitch: (name, isOn) => session.setSwitch(name, isOn),
    setPaused: (name, isOn) => session.setPaused(name, isOn).then(listeners.onChange),
    setAbsent: (name, isOn) => session.setAbsent(name, isOn).then(listeners.onChange),
    retry: ({ messageId, subscriber }) => session.bus.retry(messageId, subscriber).then(listeners.onChange),
    replay: ({ messageId, subscriber }) => session.bus.replay(messageId, subscriber).then(listeners.onChange),
    cancel: ({ messageId, subscriber }) => session.bus.cancel(messageId, subscriber).then(listeners.onChange),
    redrive: async () => {
      const count = await session.bus.redrive()
      listeners.onChange()
      return count
    },
    run: text => session.run(text),
    reset,
    stop: () => session.stop(),
  }
}

/** From the opening of a database to its end. */
async function openSession(sqlite: Sqlite3Static, database: Database, { onChange, onTrouble }: ConsoleListeners, clock: Clock) {
  const store = await openWasmDatabase(database)
  database.exec(tablesSql)
  const options = { store, events: storyEvents, clock, random: () => 1, concurrency: CONCURRENCY, lease: LEASE, onError: onTrouble }
  const bus = createBus<StoryEvents, any, Tx>(options)
  let switches = readSwitches()

  const story = subscribeStory(bus, {
    clock,
    isDown: name => switches[name],
    isIdempotent: () => switches.idempotent,
    mail: ({ id, data }, tx) => sql`insert into sent_email values (${id}, ${`${data.shipmentId.toLowerCase()}@client.example`}, ${now()})`.execute(tx),
  })
  bus.live.onAny(onChange)
  const started = bus.start()

  const now = () => new Date(clock.now()).toISOString()
  const rowsOf = <Row>(text: string) => database.selectObjects(text) as Row[]

  function readSwitches(): Switches {
    const stored = database.selectObjects(switchesSql) as { name: SwitchName, is_on: number }[]
    return { ...off, ...Object.fromEntries(stored.map(({ name, is_on }) => [name, is_on === 1])) }
  }

  function messages(query: Parameters<typeof messagesSql>[0]): Row[] {
    const rows = rowsOf<Omit<Row, 'deliveries'> & { deliveries: string | null }>(messagesSql(query))
    return rows.map(row => ({ ...row, deliveries: JSON.parse(row.deliveries ?? '{}') }))
  }

  function snapshot({ selected, ...query }: Parameters<ConsoleApi['snapshot']>[0]): Snapshot {
    const counts = rowsOf<{ state: keyof Snapshot['counts'], deliveries: number }>(countsSql)
    return {
      offset: query.offset,
      rows: messages(query),
      total: database.selectValue(totalSql(query)) as number,
      counts: Object.fromEntries(counts.map(({ state, deliveries }) => [state, deliveries])) as Snapshot['counts'],
      messages: database.selectValue('select count(*) from message') as number,
      emails: database.selectValue('select count(*) from sent_email') as number,
      switches,
      subscribers: subscribers(),
      detail: selected && detail(selected),
    }
  }

  function subscribers(): Snapshot['subscribers'] {
    const subscriptions = rowsOf<{ name: string, pausedOn: string | null, heardOf: string }>(subscriptionsSql)
    const all = rowsOf<{ subscriber: string, failed: number, waiting: number, oldestDue: string | null }>(owedSql)
    const stateOf = (role: SubscriberName): SubscriberState => {
      const own = subscriptions.filter(({ name }) => roleOf(name) === role)
      const owed = all.filter(({ subscriber }) => roleOf(subscriber) === role)
      const [oldestDue = null] = owed.map(({ oldestDue }) => oldestDue).filter(date => date !== null && date <= now()).sort()
      return {
        failed: owed.reduce((sum, { failed }) => sum + failed, 0),
        waiting: owed.reduce((sum, { waiting }) => sum + waiting, 0),
        oldestDue,
        pausedOn: own[0]?.pausedOn ?? null,
        absentSince: story.isHere(role) ? null : own[0]?.heardOf ?? null,
      }
    }
    return Object.fromEntries(SUBSCRIBERS.map(role => [role, stateOf(role)])) as Snapshot['subscribers']
  }

  function detail(key: { messageId: string, subscriber: string }): Detail | null {
    const [found] = rowsOf<Record<string, any>>(deliverySql(key))
    if (!found)
      return null
    const { max_attempts: maxAttempts, start_after: startAfter, data, last_error: lastError, ...others } = found
    return {
      ...key,
      ...others as Pick<Detail, 'type' | 'subject' | 'time' | 'mode' | 'state' | 'attempts'>,
      maxAttempts,
      startAfter,
      data: JSON.parse(data),
      lastError: lastError === null ? null : JSON.parse(lastError),
      emails: database.selectValue(`select count(*) from sent_email where message_id = ${quote(key.messageId)}`) as number,
    }
  }

  return {
    bus,
    snapshot,
    messages,

    /** The shipment and what is said of it are written in one transaction: the outbox. */
    async publish(type: keyof StoryEvents, count: number) {
      const id = await bus.transaction(async (tx) => {
        const { rows: [{ stored } = { stored: 0 }] } = await sql<{ stored: number }>`select count(*) as stored from message`.execute(tx)
        const ids = Array.from({ length: count }, (_, index) => `S-${FIRST_SHIPMENT + stored + index}`)
        for (const id of ids) {
          await sql`insert into shipment values (${id}, ${type}, ${now()})
            on conflict do update set status = excluded.status, updated_on = excluded.updated_on`.execute(tx)
        }
        const messages = await bus.publishBatch(ids.map(id => ({ type, data: dataOf(type, id), options: { subject: id } })), { tx })
        return messages.at(-1)!.id
      })
      onChange()
      return id
    },

    async setSwitch(name: SwitchName, isOn: boolean) {
      switches = { ...switches, [name]: isOn }
      onChange()
      await sql`insert into console_switch values (${name}, ${Number(isOn)}) on conflict do update set is_on = excluded.is_on`.execute(store.db)
    },

    async setPaused(role: SubscriberName, isOn: boolean) {
      await started
      for (const type of roles[role].hears)
        await (isOn ? bus.pause(nameOf(role, type)) : bus.resume(nameOf(role, type)))
    },

    async setAbsent(role: SubscriberName, isOn: boolean) {
      if (isOn)
        await story.leave(role)
      else if (!story.isHere(role))
        story.join(role)
    },

    /** In no transaction of the bus: it waits for the connection, as everyone. */
    run: (text: string) => store.db.connection().execute(async () => {
      const result = runScript(sqlite, database, text, { timeout: SQL_TIMEOUT, now: () => performance.now() })
      if (result.changes > 0) {
        database.exec(dueSql)
        switches = readSwitches()
        bus.wake()
        onChange()
      }
      return result
    }),

    async stop() {
      await bus.stop({ grace: 0 })
      await store.close()
    },
  }
}
