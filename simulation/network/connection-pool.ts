/** A browser opens no more connections than this to one domain with HTTP/1.1, all its tabs together. */
export const CONNECTIONS_PER_DOMAIN = 6

/** The connections of browsers, shared by what each has open. */
export interface ConnectionPool {
  /**
   * Begins as soon as the client's browser has a connection free, in the order asked.
   * @returns steps out of the queue
   */
  take: (client: number, begin: () => void) => () => void
  /** What began is over. */
  free: (client: number) => void
}

interface ConnectionPoolOptions {
  limit: number
  browserOf: (client: number) => number
  /** A request has to wait; the function returned is called when it no longer does. */
  onWait: (client: number) => () => void
}

/** Gives each browser its connections, first come, first served. */
export function createConnectionPool({ limit, browserOf, onWait }: ConnectionPoolOptions): ConnectionPool {
  interface Waiting { begin: () => void, stop: () => void }
  const browsers = new Map<number, { taken: number, waiting: Waiting[] }>()

  function browserFor(client: number) {
    const id = browserOf(client)
    let browser = browsers.get(id)
    if (!browser)
      browsers.set(id, browser = { taken: 0, waiting: [] })
    return browser
  }

  return {
    take(client, begin) {
      const browser = browserFor(client)
      if (browser.taken < limit) {
        browser.taken++
        begin()
        return () => {}
      }
      const waiting: Waiting = { begin, stop: onWait(client) }
      browser.waiting.push(waiting)
      return () => {
        const place = browser.waiting.indexOf(waiting)
        if (place < 0)
          return
        browser.waiting.splice(place, 1)
        waiting.stop()
      }
    },
    free(client) {
      const browser = browserFor(client)
      const next = browser.waiting.shift()
      if (!next) {
        browser.taken--
        return
      }
      next.stop()
      next.begin()
    },
  }
}
