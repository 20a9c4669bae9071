import type { TestProject } from 'vitest/node'
import type { PostgresServer } from './postgres-server.ts'
import { whyNoServer } from './postgres-binaries.ts'
import { forgetful, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a server for all test files, where this platform has one. */
    postgresUrl?: string
    /** Whether only the stores that open in a moment are tested: see `vitest.mutation.config.ts`. */
    isQuick?: boolean
    /** Whether a run may take minutes: see `vitest.long.config.ts`. */
    isLong?: boolean
  }
}

let server: PostgresServer | undefined

/** One PostgreSQL server for all test files of a run. */
export async function setup(project: TestProject) {
  const reason = whyNoServer()
  if (reason)
    return console.log(`No PostgreSQL server (${reason}): the bus is tested on PGlite alone.`)
  server = await startPostgres({ settings: forgetful })
  project.provide('postgresUrl', server.url)
}

export const teardown = () => server?.stop()
