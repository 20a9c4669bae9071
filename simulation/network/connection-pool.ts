/** Connections that a browser opens to one domain with HTTP/1.1, at most, all tabs together. */
export const CONNECTIONS_PER_DOMAIN = 6

/** The connections of each browser, shared by its tabs. */
export interface ConnectionPool {
  /**
   * Calls back as soon as the client's browser has a free connection, first come, first served.
   * @returns leaves the queue; without effect once called back
   */
  acquire: (client: number, onAcquired: () => void) => () => void
  /** Gives the client's connection to the next one in its browser's queue. */
  release: (client: number) => void
}

interface ConnectionPoolOptions {
  /** Connections of one browser. */
  limit: number
  browserOf: (client: number) => number
  /** A client has to wait for a connection; the function returned is called when the wait is over. */
  onWait: (client: number) => () => void
}

/** A pool in which no browser has a connection yet. */
export function createConnectionPool({ limit, browserOf, onWait }: ConnectionPoolOptions): ConnectionPool {
  interface Waiter { onAcquired: () => void, onWaitEnd: () => void }
  const browsers = new Map<number, { inUse: number, waiters: Waiter[] }>()

  function browserFor(client: number) {
    const id = browserOf(client)
    let browser = browsers.get(id)
    if (!browser)
      browsers.set(id, browser = { inUse: 0, waiters: [] })
    return browser
  }

  return {
    acquire(client, onAcquired) {
      const browser = browserFor(client)
      if (browser.inUse < limit) {
        browser.inUse++
        onAcquired()
        return () => {}
      }
      const waiter: Waiter = { onAcquired, onWaitEnd: onWait(client) }
      browser.waiters.push(waiter)
      return () => {
        const place = browser.waiters.indexOf(waiter)
        if (place < 0)
          return
        browser.waiters.splice(place, 1)
        waiter.onWaitEnd()
      }
    },
    release(client) {
      const browser = browserFor(client)
      const next = browser.waiters.shift()
      if (!next) {
        browser.inUse--
        return
      }
      next.onWaitEnd()
      next.onAcquired()
    },
  }
}
