import { describe, expect, it } from 'vitest'
import { CONNECTIONS_PER_DOMAIN, createConnectionPool } from '../../../simulation/network/connection-pool.ts'

/** A pool of two connections; clients from 10 on share a second browser. */
function given(limit = 2) {
  const log: string[] = []
  const pool = createConnectionPool({
    limit,
    browserOf: client => Math.floor(client / 10),
    onWait(client) {
      log.push(`${client} waits`)
      return () => log.push(`${client} waits no more`)
    },
  })
  const acquire = (client: number) => pool.acquire(client, () => log.push(`${client} has one`))
  return { pool, log, acquire }
}

describe('a browser’s connections', () => {
  it('are given at once as long as there are some', () => {
    const { acquire, log } = given()
    acquire(0)
    acquire(1)
    acquire(2)
    expect(log).toEqual(['0 has one', '1 has one', '2 waits'])
  })

  it('are those of each browser alone', () => {
    const { acquire, log } = given(1)
    acquire(0)
    acquire(10)
    expect(log).toEqual(['0 has one', '10 has one'])
  })

  it('go to who has waited longest', () => {
    const { pool, acquire, log } = given(1)
    for (const client of [0, 1, 2])
      acquire(client)
    log.length = 0
    pool.release(0)
    pool.release(1)
    expect(log).toEqual(['1 waits no more', '1 has one', '2 waits no more', '2 has one'])
  })

  it('are free again when nobody waits', () => {
    const { pool, acquire, log } = given(1)
    acquire(0)
    pool.release(0)
    acquire(1)
    acquire(2)
    expect(log).toEqual(['0 has one', '1 has one', '2 waits'])
  })

  it('pass by who left the queue, who is told once', () => {
    const { pool, acquire, log } = given(1)
    acquire(0)
    const leave = acquire(1)
    acquire(2)
    leave()
    leave()
    pool.release(0)
    expect(log).toEqual(['0 has one', '1 waits', '2 waits', '1 waits no more', '2 waits no more', '2 has one'])
  })

  it('stay with who leaves a queue in which it no longer stands', () => {
    const { pool, acquire, log } = given(1)
    const leaveAtOnce = acquire(0)
    const leave = acquire(1)
    pool.release(0)
    leaveAtOnce()
    leave()
    acquire(2)
    expect(log).toEqual(['0 has one', '1 waits', '1 waits no more', '1 has one', '2 waits'])
  })

  it('are six for a domain', () => {
    expect(CONNECTIONS_PER_DOMAIN).toBe(6)
  })
})
