import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'

/** A store that several processes open: on a server, or in a file where the URL is none. What is killed here is no machine. */
export function openUrl(url: string, connections = 4) {
  return url.startsWith('postgres:')
    ? openPostgres(url, { max: connections })
    : openNodeSqlite(url, { synchronous: 'normal' })
}
