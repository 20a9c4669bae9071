import type { SocketListener } from '../../../simulation/network/socket.ts'
import { describe, expect, it } from 'vitest'
import { CONTROL_BYTES, createSockets, frameBytes } from '../../../simulation/network/socket.ts'
import { givenNetwork } from './given.ts'

type Socket = Parameters<SocketListener['onOpen']>[0]

/** After this an end takes what it waits for as missing. */
const HEARTBEAT_TIMEOUT = 3000
const TEXT = { label: 'text', tone: 'message', bytes: 60 } as const

/** A connection that the first client opens at 0, and a log of what both ends are told. */
function given(faults: Parameters<typeof givenNetwork>[0] = {}, heartbeat = 0) {
  const world = givenNetwork(faults)
  const { queue, network, http, write } = world
  const opened: Socket[] = []
  const sockets = createSockets({
    queue,
    network,
    http,
    heartbeat,
    listener: {
      onAccepted: ({ client }) => write(`accepted ${client}`),
      onOpen(socket) {
        opened.push(socket)
        write(`open ${socket.client}`)
      },
      onRefused: client => write(`refused ${client}`),
      onPing: () => write('ping'),
      onClientEnd: (_, why) => write(`client: ${why}`),
      onServerEnd: (_, why) => write(`server: ${why}`),
    },
  })
  queue.at(0, () => sockets.open(0))
  /** Does something with the open connection at a time. */
  const at = (time: number, act: (socket: Socket) => void) => queue.at(time, () => act(opened[0]!))
  const up = (time: number) => at(time, socket => socket.sendUp(TEXT, () => write('text at the server'), loss => write(`text lost: ${loss}`)))
  const down = (time: number) => at(time, socket => socket.sendDown(TEXT, () => write('text at the client'), loss => write(`text lost: ${loss}`)))
  /** Runs for a while: with heartbeats, a connection has no end. */
  function runUntil(time: number) {
    queue.run(time)
    return world.log
  }
  return { ...world, sockets, at, up, down, runUntil }
}

const HANDSHAKE = ['100 accepted 0', '200 open 0']

describe('a frame', () => {
  const sizes = [[0, 2, 6], [125, 127, 131], [126, 130, 134], [65_535, 65_539, 65_543], [65_536, 65_546, 65_550]] as const

  it.each(sizes)('with %d bytes of payload has %d of the server and %d of the client', (payload, down, up) => {
    expect([frameBytes(payload, 'down'), frameBytes(payload, 'up')]).toEqual([down, up])
  })

  it('of control is a ping of the server, a pong and a close of the client, a close of the server', () => {
    expect(CONTROL_BYTES).toEqual({ ping: 2, pong: 6, close: 8, closed: 4 })
  })
})

describe('a connection', () => {
  it('is asked for with a request, which the server accepts', () => {
    const { run, messages, recorder } = given()
    expect(run()).toEqual(HANDSHAKE)
    expect(messages()).toEqual(['upgrade client-1 0 → server 100', 'switching server 100 → client-1 200'])
    expect(recorder.value('bytes')).toBe(650)
  })

  it('carries frames in both directions', () => {
    const { up, down, run } = given()
    up(300)
    down(350)
    expect(run()).toEqual([...HANDSHAKE, '400 text at the server', '450 text at the client'])
  })

  it('is refused where the server is down, and after the time-out of a request where no answer comes', () => {
    expect(given({ 'server-down': 0 }).run()).toEqual(['100 refused 0'])
    expect(given({ 'lose-next': 0 }).run()).toEqual(['10000 refused 0'])
  })

  it('is over for the server where the network cuts the handshake, and refused', () => {
    expect(given({ disconnect: 150 }).run()).toEqual(['100 accepted 0', '150 server: broken', '150 refused 0'])
  })
})

describe('a connection that the client closes', () => {
  it('ends at the server, then at the client', () => {
    const { at, run, messages } = given()
    at(300, socket => socket.close())
    expect(run()).toEqual([...HANDSHAKE, '400 server: closed', '500 client: closed'])
    expect(messages().slice(2)).toEqual(['close client-1 300 → server 400', 'closed server 400 → client-1 500'])
  })

  it('is closed once', () => {
    const { at, run, messages } = given()
    at(300, (socket) => {
      socket.close()
      socket.close()
      expect(socket.isClosing).toBe(true)
    })
    at(600, socket => socket.close())
    run()
    expect(messages()).toHaveLength(4)
  })

  it('carries nothing more once it is over', () => {
    const { at, up, down, run } = given()
    at(300, socket => socket.close())
    up(350)
    up(700)
    down(700)
    expect(run()).toEqual([...HANDSHAKE, '400 server: closed', '450 text lost: cut', '500 client: closed', '800 text lost: cut', '800 text lost: cut'])
  })

  it.each([['close', 250], ['closed', 350]])('is given up by the client where the frame “%s” was dropped', (_, dropped) => {
    const { at, run } = given({ 'lose-next': dropped })
    at(300, socket => socket.close())
    const isAnswered = dropped > 300
    const lostAt = isAnswered ? 500 : 400
    expect(run()).toEqual([...HANDSHAKE, ...isAnswered ? ['400 server: closed'] : [], `${lostAt + HEARTBEAT_TIMEOUT} client: closed`])
  })

  it('is broken where the network is cut before the frames are through', () => {
    const { at, run } = given({ disconnect: 350 })
    at(300, socket => socket.close())
    expect(run()).toEqual([...HANDSHAKE, '350 server: broken', '350 client: broken'])
  })
})

describe('a frame that nobody waits for', () => {
  it('is lost without a word, where its receiver is gone or the network cut', () => {
    const { at, run, messages } = given({ disconnect: 650 })
    at(300, socket => socket.close())
    at(520, (socket) => {
      socket.sendUp(TEXT, () => {})
      socket.sendDown(TEXT, () => {})
    })
    at(660, socket => socket.sendUp(TEXT, () => {}))
    run()
    expect(messages().slice(4)).toEqual(['text client-1 520 → server lost 620', 'text server 520 → client-1 lost 620', 'text client-1 660 → server lost 760'])
  })
})

describe('a fault', () => {
  it.each([['disconnect', 'cut'], ['server-down', 'down']] as const)('by %s ends a connection at both ends', (fault, loss) => {
    const { up, run } = given({ [fault]: 350 })
    up(300)
    expect(run()).toEqual([...HANDSHAKE, '350 server: broken', '350 client: broken', `400 text lost: ${loss}`])
  })

  it('ends no connection by its repair', () => {
    expect(given({ 'reconnect': 300, 'server-up': 300 }).run()).toEqual(HANDSHAKE)
  })

  it('ends a connection once', () => {
    expect(given({ 'disconnect': 300, 'server-down': 400 }).run()).toEqual([...HANDSHAKE, '300 server: broken', '300 client: broken'])
  })

  it('is not told to the other end through a connection that the network has forgotten', () => {
    const cut = given({ 'lose-next': 250, 'disconnect': 500 })
    cut.up(300)
    expect(cut.run()).toEqual([...HANDSHAKE, '400 text lost: dropped', '500 client: broken'])
    const down = given({ 'lose-next': 250, 'server-down': 500 })
    down.up(300)
    expect(down.run()).toEqual([...HANDSHAKE, '400 text lost: dropped', '500 server: broken'])
  })
})

describe('heartbeats', () => {
  it('are pings of the server at an interval, each with its pong, as long as the connection is open', () => {
    const { at, runUntil, messages, recorder } = given({}, 1000)
    at(2500, socket => socket.close())
    expect(runUntil(10_000)).toEqual([...HANDSHAKE, '1100 ping', '2100 ping', '2600 server: closed', '2700 client: closed'])
    expect(messages().slice(2, 6)).toEqual([
      'ping server 1100 → client-1 1200',
      'pong client-1 1200 → server 1300',
      'ping server 2100 → client-1 2200',
      'pong client-1 2200 → server 2300',
    ])
    expect(recorder.value('bytes')).toBe(650 + 2 * (2 + 6) + 8 + 4)
  })

  it('are none without an interval', () => {
    expect(given().runUntil(100_000)).toEqual(HANDSHAKE)
  })

  it('let the server find a half-open connection by the pong that is missing, the client by the next ping', () => {
    const { runUntil, messages } = given({ 'lose-next': 1050 }, 1000)
    expect(runUntil(20_000)).toEqual([...HANDSHAKE, '1100 ping', '2100 ping', '3100 ping', '4100 server: timed-out', '4200 client: timed-out'])
    expect(messages().filter(message => message.startsWith('pong'))).toEqual([])
  })

  it('count the client’s wait from the last ping that it received', () => {
    const { down, runUntil } = given({ 'lose-next': 1450 }, 1000)
    down(1500)
    const ends = runUntil(20_000).filter(line => /client:|server:/.test(line))
    // The ping sent at 1,100 arrived at 1,200: the next one was due 1,000 later. The one sent at 2,100 had no pong.
    expect(ends).toEqual([`${2100 + HEARTBEAT_TIMEOUT} server: timed-out`, `${1200 + 1000 + HEARTBEAT_TIMEOUT} client: timed-out`])
  })

  it('count the client’s wait from the opening, where no ping came yet', () => {
    const { down, runUntil } = given({ 'lose-next': 250 }, 1000)
    down(300)
    expect(runUntil(20_000).filter(line => line.includes('client:'))).toEqual([`${200 + 1000 + HEARTBEAT_TIMEOUT} client: timed-out`])
  })

  it('leave a half-open connection to itself where there are none', () => {
    const { up, runUntil } = given({ 'lose-next': 250 })
    up(300)
    expect(runUntil(100_000)).toEqual([...HANDSHAKE, '400 text lost: dropped'])
  })

  it('let the client find out that its server has gone, by the time it last heard of it', () => {
    // The ping sent at 5,100 is received, its pong dropped: the server gives up, and sends no ping more.
    expect(given({ 'lose-next': 5150 }, 5000).runUntil(60_000)).toEqual([...HANDSHAKE, '5100 ping', '8100 server: timed-out', '13200 client: timed-out'])
    const ping = given({ 'lose-next': 1050, 'server-down': 1150 }, 1000)
    expect(ping.runUntil(60_000)).toEqual([...HANDSHAKE, '1100 ping', '1150 server: broken', '4200 client: timed-out'])
    for (const direction of ['up', 'down'] as const) {
      const text = given({ 'lose-next': 250, 'server-down': 1050 }, 1000)
      text[direction](300)
      expect(text.runUntil(60_000)).toEqual([...HANDSHAKE, '400 text lost: dropped', '1050 server: broken', '4200 client: timed-out'])
    }
  })

  it('are no reason for the server to give up where the network or the server broke the connection', () => {
    const { at, runUntil } = given({ disconnect: 1150 }, 1000)
    at(1160, socket => expect([socket.isOpenForClient, socket.isOpenForServer]).toEqual([false, false]))
    expect(runUntil(60_000)).toEqual([...HANDSHAKE, '1100 ping', '1150 server: broken', '1150 client: broken'])
  })

  it('end with the connection: a cut is not found out again later', () => {
    const { runUntil } = given({ 'lose-next': 1050, 'server-down': 1500, 'disconnect': 1600 }, 1000)
    expect(runUntil(20_000)).toEqual([...HANDSHAKE, '1100 ping', '1500 server: broken', '1600 client: broken'])
  })

  it('lose a ping that is on its way when the client’s end is over', () => {
    const { at, runUntil, messages } = given({}, 1000)
    at(1050, socket => socket.endForClient('closed'))
    expect(runUntil(1300)).toEqual([...HANDSHAKE, '1050 client: closed', '1100 ping'])
    expect(messages().at(-1)).toBe('ping server 1100 → client-1 lost 1200')
  })

  it('lose a pong that is on its way when the server’s end is over', () => {
    const { at, runUntil, messages } = given({}, 1000)
    at(1250, socket => socket.endForServer('closed'))
    runUntil(1300)
    expect(messages().at(-1)).toBe('pong client-1 1200 → server lost 1300')
  })
})
