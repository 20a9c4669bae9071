import type { Exchange, PendingRequest, RequestOptions } from '../../../simulation/network/http.ts'
import { describe, expect, it } from 'vitest'
import { createConnectionPool } from '../../../simulation/network/connection-pool.ts'
import { givenNetwork } from './given.ts'

const GET = { label: 'get', tone: 'client', bytes: 500 } as const
const ANSWER = { label: 'answer', tone: 'server', bytes: 300 } as const

/** HTTP over the network, and a way to send a request at a time and write down what is heard of it at both ends. */
function given(...options: Parameters<typeof givenNetwork>) {
  const world = givenNetwork(...options)
  const { queue, http, write } = world
  const answer = (exchange: Exchange) => exchange.end(ANSWER, () => write('answered'))
  function request(at: number, { onServer = answer, ...rest }: Partial<RequestOptions> = {}, onPending: (pending: PendingRequest) => void = () => {}) {
    queue.at(at, () => onPending(http.request({
      client: 0,
      request: GET,
      onSent: () => write('sent'),
      onFail: why => write(`failed: ${why}`),
      onAborted: () => write('aborted at the server'),
      ...rest,
      onServer(exchange) {
        write('at the server')
        onServer(exchange)
      },
    })))
    return world
  }
  return { ...world, request, answer }
}

describe('a request', () => {
  it('goes to the server, and its answer comes back', () => {
    const { request, run, messages } = given()
    request(10, {})
    expect(run()).toEqual(['10 sent', '110 at the server', '210 answered'])
    expect(messages()).toEqual(['get client-1 10 → server 110', 'answer server 110 → client-1 210'])
  })

  it('may be answered in pieces, the last of which closes it', () => {
    const { request, run, queue, write, messages } = given()
    const open: boolean[] = []
    request(0, {
      onServer(exchange) {
        exchange.write(ANSWER, () => {
          write('first piece')
          open.push(exchange.isOpen)
        })
        queue.after(50, () => exchange.end(ANSWER, () => {
          write('last piece')
          open.push(exchange.isOpen)
          exchange.write(ANSWER, () => write('never'))
          exchange.end(ANSWER, () => write('never'))
        }))
      },
    })
    expect(run()).toEqual(['0 sent', '100 at the server', '200 first piece', '250 last piece'])
    expect(open).toEqual([true, false])
    expect(messages()).toHaveLength(3)
  })

  it('may be closed without an answer, of which nobody hears', () => {
    const { request, run, messages } = given()
    let isOpen = true
    request(0, {
      onServer(exchange) {
        exchange.end()
        isOpen = exchange.isOpen
      },
    })
    expect(run()).toEqual(['0 sent', '100 at the server'])
    expect(isOpen).toBe(false)
    expect(messages()).toHaveLength(1)
  })

  it('needs nobody to hear of anything but its arrival', () => {
    const { queue, http, run, messages } = given({ 'server-down': 150 })
    queue.at(0, () => http.request({ client: 0, request: GET, onServer: exchange => exchange.write(ANSWER) }))
    queue.at(200, () => http.request({ client: 0, request: GET, onServer: () => {} }))
    run()
    expect(messages()).toEqual(['get client-1 0 → server 100', 'answer server 100 → client-1 lost 200', 'get client-1 200 → server lost 300'])
  })
})

describe('a piece of an answer', () => {
  it('needs nobody to hear of it', () => {
    const { request, run, messages } = given()
    request(0, {
      onServer(exchange) {
        exchange.write(ANSWER)
        exchange.end(ANSWER)
      },
    })
    run()
    expect(messages().slice(1)).toEqual(['answer server 100 → client-1 200', 'answer server 100 → client-1 200'])
  })
})

describe('a request that the network or the server breaks', () => {
  it('fails at once, for both ends, and only once', () => {
    const { request, run, queue } = given({ disconnect: 150 })
    request(0, { onServer: exchange => queue.after(10, () => exchange.write(ANSWER)) })
    expect(run()).toEqual(['0 sent', '100 at the server', '150 aborted at the server', '150 failed: cut'])
  })

  it('fails where the server goes down, for that reason', () => {
    const { request, run } = given({ 'server-down': 50 })
    request(0, {})
    expect(run()).toEqual(['0 sent', '50 aborted at the server', '50 failed: down'])
  })

  it('fails when it arrives at a server that is down, or leaves into a cut network', () => {
    const { request, run } = given({ 'server-down': 0, 'server-up': 300, 'disconnect': 400 })
    request(10, {})
    request(410, {})
    expect(run()).toEqual(['10 sent', '110 aborted at the server', '110 failed: down', '410 sent', '510 aborted at the server', '510 failed: cut'])
  })

  it('is not touched once it has its answer, nor by a repair', () => {
    const { request, run } = given({ 'reconnect': 50, 'server-up': 60, 'disconnect': 250 })
    request(0, {})
    expect(run()).toEqual(['0 sent', '100 at the server', '200 answered'])
  })

  it('fails with all others under way, in the order sent', () => {
    const { queue, http, run, write } = given({ disconnect: 150 })
    for (const name of ['a', 'b', 'c', 'd'])
      queue.at(0, () => http.request({ client: 0, request: GET, onServer: exchange => name === 'b' && exchange.end(), onFail: () => write(name) }))
    expect(run()).toEqual(['150 a', '150 c', '150 d'])
  })

  it('leaves the list of those under way from any place in it', () => {
    for (const ended of [[0], [1], [2], [0, 1], [1, 0], [2, 1], [0, 2], [2, 0], [0, 1, 2], [2, 1, 0]]) {
      const { queue, http, run, write } = given({ disconnect: 150 })
      const requests = [0, 1, 2].map(index => http.request({ client: 0, request: GET, onServer: () => {}, onFail: () => write(`${index}`) }))
      queue.at(10, () => ended.forEach(index => requests[index]!.abort()))
      queue.at(20, () => http.request({ client: 0, request: GET, onServer: () => {}, onFail: () => write('late') }))
      expect(run()).toEqual([...[0, 1, 2].filter(index => !ended.includes(index)).map(index => `150 ${index}`), '150 late'])
    }
  })
})

describe('a request or an answer that is dropped', () => {
  it('is found out by the time-out, counted from the request', () => {
    const { request, run } = given({ 'lose-next': 5 })
    request(10, { timeout: 1000 })
    expect(run()).toEqual(['10 sent', '1010 failed: timeout'])
  })

  it('is found out at once where the time-out is over', () => {
    const { request, run, queue } = given({ 'lose-next': 105 })
    request(0, { timeout: 150, onServer: exchange => queue.after(100, () => exchange.end(ANSWER)) })
    expect(run()).toEqual(['0 sent', '100 at the server', '300 aborted at the server', '300 failed: timeout'])
  })

  it('is never found out without a time-out, but where the network is cut under the client', () => {
    const { request, run } = given({ 'lose-next': 5 })
    request(10, {})
    expect(run()).toEqual(['10 sent'])
    const cut = given({ 'lose-next': 5, 'disconnect': 500 })
    cut.request(10, {})
    expect(cut.run()).toEqual(['10 sent', '500 failed: cut'])
  })

  it('leaves a connection on which all that follows is dropped: the server that goes down cannot tell the client', () => {
    const { request, run, queue, messages } = given({ 'lose-next': 105, 'server-down': 500 })
    const open: boolean[] = []
    request(0, {
      onServer(exchange) {
        exchange.write(ANSWER)
        queue.after(10, () => exchange.write(ANSWER))
        queue.after(20, () => {
          exchange.write(ANSWER)
          open.push(exchange.isOpen)
        })
      },
    })
    expect(run()).toEqual(['0 sent', '100 at the server', '500 aborted at the server'])
    expect(open).toEqual([true])
    expect(messages().map(message => message.split(' ').at(-2))).toEqual(['server', 'client-1', 'lost', 'lost'])
  })

  it('keeps the server waiting on a connection that the client has given up, until it closes it itself', () => {
    const { request, run, queue, write } = given({ 'lose-next': 105 })
    request(0, {
      onServer(exchange) {
        queue.after(10, () => exchange.write(ANSWER))
        queue.after(800, () => {
          write(`open: ${exchange.isOpen}`)
          exchange.end()
          write(`open: ${exchange.isOpen}`)
        })
      },
    }, pending => queue.at(400, () => pending.abort()))
    expect(run()).toEqual(['0 sent', '100 at the server', '900 open: true', '900 aborted at the server', '900 open: false'])
  })

  it('takes the pieces after it along: a request with a time-out fails then', () => {
    const { request, run, queue, write } = given({ 'lose-next': 105 })
    request(0, {
      timeout: 1000,
      onServer: exchange => queue.after(10, () => {
        exchange.write(ANSWER, () => write('dropped piece'))
        exchange.write(ANSWER, () => write('second piece'))
      }),
    })
    expect(run()).toEqual(['0 sent', '100 at the server', '1000 failed: timeout'])
  })
})

describe('a request that its client aborts', () => {
  it('is told to the server, and nothing more of it to the client', () => {
    const { request, run, queue, messages } = given()
    request(0, { onServer: exchange => exchange.end(ANSWER) }, pending => queue.at(150, () => pending.abort()))
    expect(run()).toEqual(['0 sent', '100 at the server', '150 aborted at the server'])
    expect(messages()[1]).toBe('answer server 100 → client-1 lost 200')
  })

  it('does not reach a server that it was on the way to', () => {
    const { request, run, queue, messages } = given()
    request(0, {}, pending => queue.at(50, () => {
      pending.abort()
      pending.abort()
    }))
    expect(run()).toEqual(['0 sent', '50 aborted at the server'])
    expect(messages()).toEqual(['get client-1 0 → server lost 100'])
  })

  it('does not fail afterwards', () => {
    const { request, run, queue } = given({ disconnect: 60 })
    request(0, {}, pending => queue.at(50, () => pending.abort()))
    expect(run()).toEqual(['0 sent', '50 aborted at the server'])
  })
})

describe('requests of a browser with one connection', () => {
  const onePool = () => createConnectionPool({ limit: 1, browserOf: () => 0, onWait: () => () => {} })

  it('wait for the one before to be over', () => {
    const { request, run } = given({}, { pool: onePool() })
    request(0, {})
    request(10, {})
    expect(run()).toEqual(['0 sent', '100 at the server', '200 sent', '200 answered', '300 at the server', '400 answered'])
  })

  it('have the connection of one that was aborted', () => {
    const { request, run, queue } = given({}, { pool: onePool() })
    request(0, {}, pending => queue.at(50, () => pending.abort()))
    request(10, {})
    expect(run()).toEqual(['0 sent', '50 sent', '50 aborted at the server', '150 at the server', '250 answered'])
  })

  it('may be aborted while they wait, and are never sent', () => {
    const { request, run, queue } = given({}, { pool: onePool() })
    request(0, {})
    request(10, {}, pending => queue.at(50, () => pending.abort()))
    request(20, {})
    expect(run()).toEqual(['0 sent', '100 at the server', '200 sent', '200 answered', '300 at the server', '400 answered'])
  })
})
