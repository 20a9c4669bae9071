/**
 * Runs a command of the bus by hand: `npm run command -- resyncTracking --shipmentId S-42`. Each run is stored first.
 *
 * Without a name it lists the commands; `--stored` lists the runs, `--replay <id>` runs one again. The database is
 * `--database <file>` (output/message-store.db), or PostgreSQL where DATABASE_URL is set.
 */
import type { Bus } from '../snippets/bus/event-bus.ts'
import type { SqlStore } from '../snippets/bus/sql-store.ts'
import type { CommandRequest } from './command-arguments.ts'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { createCommandRunner } from '../snippets/bus/command-runner.ts'
import { createBus } from '../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../snippets/bus/postgres.ts'
import { handleShipmentCommands, shipmentCommands } from '../snippets/shipment-commands.ts'
import { readArguments, usage } from './command-arguments.ts'

const fields = Object.fromEntries(Object.entries(shipmentCommands).map(([name, { entries }]) => [name, Object.keys(entries)]))

async function openStore(file: string): Promise<SqlStore> {
  if (process.env.DATABASE_URL)
    return openPostgres(process.env.DATABASE_URL)
  await mkdir(dirname(file), { recursive: true })
  return openNodeSqlite(file)
}

/** Every run, with its outcome. */
async function stored(bus: Pick<Bus, 'messages' | 'deliveries'>) {
  const deliveries = new Map((await bus.deliveries()).map(delivery => [delivery.messageId, delivery]))
  return (await bus.messages()).map(({ id, type, time, data }) => {
    const delivery = deliveries.get(id)
    return { id, time, type, arguments: JSON.stringify(data), state: delivery?.state, error: delivery?.lastError?.message ?? '' }
  })
}

async function main() {
  const given = readArguments(process.argv.slice(2), fields)
  if (given.name === undefined && given.replay === undefined && !given.stored)
    return console.log(usage(fields))

  const store = await openStore(given.database)
  const bus = createBus({ store, commands: shipmentCommands, source: 'shell' })
  try {
    await handleShipmentCommands(bus, console.log)
    await obey(bus, given)
  }
  finally {
    await bus.stop()
    await store.close()
  }
}

type ShipmentBus = Parameters<typeof createCommandRunner>[0] & Pick<Bus, 'messages' | 'start'>

async function obey(bus: ShipmentBus, { name = '', args, ...given }: CommandRequest) {
  const runner = createCommandRunner(bus)
  if (given.stored)
    return console.table(await stored(bus))
  if (given.replay !== undefined) {
    await bus.start()
    return runner.rerun(given.replay)
  }
  const { id } = await runner.run(name, args)
  console.log(`Stored as ${id}; to run it again: npm run command -- --replay ${id}`)
}

try {
  await main()
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
