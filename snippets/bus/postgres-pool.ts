import type { PostgresPool } from 'kysely'
import type { ClientBase, PoolConfig } from 'pg'
import pg from 'pg'

const READ_ONLY = '25006'

/**
 * Connections to a PostgreSQL server. Where the address names several hosts, `postgres://user@one:5432,two:5432/database`, each new
 * connection goes to the first one that answers and takes writes: the one that did last, then the others in turn.
 */
export function openPool(connectionString: string, options: PoolConfig): PostgresPool {
  const addresses = addressesOf(connectionString)
  const pools = addresses.map(address => createPool(address, addresses.length > 1 ? { ...options, onConnect: refuseReadOnly } : options))
  let current = 0

  async function connect(hostsLeft = pools.length): Promise<pg.PoolClient> {
    const tried = current
    try {
      return await pools[tried]!.connect()
    }
    catch (error) {
      if (hostsLeft === 1)
        throw error
      // Of those who fail at the same time, the first one moves on for all.
      if (current === tried)
        current = (tried + 1) % pools.length
      return connect(hostsLeft - 1)
    }
  }

  return {
    connect: () => connect(),
    options,
    end: async () => void await Promise.all(pools.map(pool => pool.end())),
  }
}

/** An address for each host, in their order. */
function addressesOf(connectionString: string): string[] {
  const [, user, hosts, rest = ''] = /^(\w+:\/\/(?:[^@/]*@)?)([^/?]*)([/?].*)?$/.exec(connectionString) ?? []
  return hosts === undefined ? [connectionString] : hosts.split(',').map(host => `${user}${host}${rest}`)
}

function createPool(connectionString: string, options: PoolConfig) {
  const pool = new pg.Pool({ connectionString, ...options })
  // A connection that breaks off is replaced by the next query, which says so if it cannot: no error may go astray and end the process.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

async function refuseReadOnly(client: ClientBase) {
  const { rows: [{ transaction_read_only: isReadOnly }] } = await client.query('show transaction_read_only')
  if (isReadOnly === 'on')
    throw Object.assign(new Error('The server takes no writes'), { code: READ_ONLY })
}
