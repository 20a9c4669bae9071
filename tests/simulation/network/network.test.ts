import { describe, expect, it } from 'vitest'
import { clientLane, SERVER } from '../../../simulation/network/network.ts'
import { givenNetwork, LATENCY } from './given.ts'

const GET = { label: 'get', tone: 'client', bytes: 500 } as const

/** The network, and a way to send a message at a time and write down what became of it. */
function given(...options: Parameters<typeof givenNetwork>) {
  const world = givenNetwork(...options)
  const { queue, network, write } = world
  const receiver = (name: string) => ({ received: () => write(`${name} received`), lost: (loss: string) => write(`${name} lost: ${loss}`) })
  const carry = (at: number, name: string, direction: 'up' | 'down' = 'up', client = 0, link?: { isForgotten: boolean }) =>
    queue.at(at, () => network.carry(client, direction, GET, receiver(name), link))
  const send = (at: number, name: string, from: string, to: string, latency?: number) =>
    queue.at(at, () => network.send({ client: 0, from, to, latency }, GET, receiver(name).received, receiver(name).lost))
  return { ...world, carry, send }
}

describe('a message', () => {
  it('takes the latency, either way', () => {
    const { carry, run, messages, recorder } = given()
    carry(0, 'up')
    carry(50, 'down', 'down')
    expect(run()).toEqual(['100 up received', '150 down received'])
    expect(messages()).toEqual(['get client-1 0 → server 100', 'get server 50 → client-1 150'])
    expect(recorder.value('bytes')).toBe(1000)
  })

  it('of one of the first three clients is in the trace, its size is not, and that of any other counts', () => {
    const { carry, run, messages, recorder } = given()
    for (let client = 0; client < 4; client++)
      carry(0, `${client}`, 'up', client)
    expect(run()).toHaveLength(4)
    expect(messages()).toHaveLength(3)
    expect(recorder.value('bytes')).toBe(2000)
    const [first] = recorder.finish(1, 0).events
    expect(first).toEqual({ kind: 'message', from: 'client-1', to: 'server', label: 'get', tone: 'client', sentAt: 0, receivedAt: 100 })
  })

  it('may have a latency of its own, and go between others', () => {
    const { send, run, messages } = given()
    send(0, 'internal', SERVER, 'queue', 10)
    send(0, 'from client', clientLane(0), 'push-service')
    send(0, 'to client', 'push-service', clientLane(0))
    expect(run()).toEqual(['10 internal received', '100 from client received', '100 to client received'])
    expect(messages()).toContain('get server 0 → queue 10')
  })

  it('needs nobody to hear of its loss', () => {
    const { queue, network, run, messages } = given({ disconnect: 0 })
    queue.at(10, () => network.send({ client: 0, from: clientLane(0), to: SERVER }, GET, () => {}))
    run()
    expect(messages()).toEqual(['get client-1 10 → server lost 110'])
  })

  it('is lost after all when its receiver no longer listens', () => {
    const { queue, network, run, messages } = given()
    queue.at(0, () => network.carry(0, 'up', GET, { received: () => false, lost: () => {} }))
    queue.at(0, () => network.carry(3, 'up', GET, { received: () => false, lost: () => {} }))
    run()
    expect(messages()).toEqual(['get client-1 0 → server lost 100'])
  })

  it('never overtakes an earlier one of the same client in the same direction', () => {
    const { queue, network, run, log } = given({}, { jitter: 300 })
    for (let index = 0; index < 40; index++)
      queue.at(index * 10, () => network.carry(0, 'up', GET, { received: () => void log.push(`${index}`), lost: () => {} }))
    expect(run()).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`))
  })

  it('may overtake one of another client, or of the other direction', () => {
    const { carry, run } = given({}, { jitter: 300 })
    for (let index = 0; index < 40; index++) {
      carry(index * 10, `${index} up`, 'up', index % 4)
      carry(index * 10, `${index} down`, 'down', index % 4)
    }
    const order = run().map(line => Number(line.split(' ')[1]))
    expect(order).not.toEqual([...order].sort((a, b) => a - b))
  })

  it('takes with jitter the latency and an exponential delay on top, by the seed', () => {
    const delays = (seed: number) => {
      const { queue, network, run, log } = given({}, { jitter: 50, seed })
      for (let index = 0; index < 2000; index++)
        queue.at(index * 1000, () => network.carry(1, 'up', GET, { received: () => void log.push(String(queue.now - index * 1000)), lost: () => {} }))
      return run().map(Number)
    }
    const values = delays(1)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(LATENCY)
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / 2000 - 150)).toBeLessThan(5 * 50 / Math.sqrt(2000))
    expect(delays(1)).toEqual(values)
    expect(values.slice(0, 3)).toMatchInlineSnapshot(`
      [
        106.561,
        128.99299999999994,
        127.98599999999988,
      ]
    `)
    expect(delays(2)).not.toEqual(values)
  })
})

describe('a network that is cut', () => {
  it('loses what leaves or arrives meanwhile, and nothing before or after', () => {
    const { carry, run } = given({ disconnect: 1000, reconnect: 2000 })
    carry(850, 'before')
    carry(950, 'arrives in it', 'down')
    carry(1500, 'within')
    carry(1950, 'leaves in it')
    carry(2000, 'after')
    expect(run()).toEqual([
      '950 before received',
      '1050 arrives in it lost: cut',
      '1600 within lost: cut',
      '2050 leaves in it lost: cut',
      '2100 after received',
    ])
  })

  it('does not touch what goes on behind the server', () => {
    const { send, run } = given({ disconnect: 1000 })
    send(1500, 'internal', SERVER, 'queue')
    expect(run()).toEqual(['1600 internal received'])
  })

  it('is told to those who listen, once it is cut, and marked', () => {
    const { network, run, write, marks } = given({ 'disconnect': 10, 'reconnect': 20, 'server-down': 30, 'server-up': 40 })
    expect([network.isConnected, network.isServerUp]).toEqual([true, true])
    network.onChange(change => write(`${change} ${network.isConnected} ${network.isServerUp}`))
    network.onChange(change => write(`${change} again`))
    expect(run()).toEqual([
      '10 disconnect false true',
      '10 disconnect again',
      '20 reconnect true true',
      '20 reconnect again',
      '30 server-down true false',
      '30 server-down again',
      '40 server-up true true',
      '40 server-up again',
    ])
    expect(marks()).toEqual(['disconnect client-1 10 failure', 'reconnect client-1 20 success', 'server-down server 30 failure', 'server-up server 40 success'])
  })
})

describe('a message beside those between client and server', () => {
  it('from a client is lost in a cut network, not for a server that is down', () => {
    const { send, run } = given({ 'server-down': 500, 'disconnect': 1000 })
    send(600, 'up', clientLane(0), 'push-service')
    send(600, 'to the server', clientLane(0), SERVER)
    send(700, 'down', 'push-service', clientLane(0))
    send(700, 'internal', SERVER, 'queue')
    send(1100, 'up in the cut', clientLane(0), 'push-service')
    send(1100, 'down in the cut', 'push-service', clientLane(0))
    expect(run()).toEqual([
      '700 up received',
      '700 to the server lost: down',
      '800 down received',
      '800 internal received',
      '1200 up in the cut lost: cut',
      '1200 down in the cut lost: cut',
    ])
  })

  it('is cut on its way, too', () => {
    const { send, run } = given({ disconnect: 1000 })
    send(950, 'up', clientLane(0), 'push-service')
    send(950, 'down', 'push-service', clientLane(0))
    expect(run()).toEqual(['1050 up lost: cut', '1050 down lost: cut'])
  })

  it('keeps its place among those of its client and direction', () => {
    const { send, run } = given({}, { jitter: 300 })
    for (let index = 0; index < 40; index++)
      send(index * 10, `${index}`, 'push-service', clientLane(0))
    expect(run().map(line => Number(line.split(' ')[1]))).toEqual(Array.from({ length: 40 }, (_, index) => index))
  })
})

it('an input that is no fault of the network changes nothing', () => {
  const { network, run, write, marks } = given()
  network.onChange(write)
  network.apply([{ at: 10, do: 'slow-worker' }, { at: 20, do: 'close-app' }])
  expect(run()).toEqual([])
  expect(marks()).toEqual([])
})

describe('a server that is down', () => {
  it('loses what arrives meanwhile, not what it sent', () => {
    const { carry, send, run } = given({ 'server-down': 1000, 'server-up': 2000 })
    carry(950, 'up')
    carry(990, 'down', 'down')
    send(1000, 'to the server', 'queue', SERVER)
    carry(1900, 'after')
    expect(run()).toEqual(['1050 up lost: down', '1090 down received', '1100 to the server lost: down', '2000 after received'])
  })
})

describe('a message that is dropped', () => {
  it('is the next one, and only that one', () => {
    const { carry, run } = given({ 'lose-next': 10 })
    carry(5, 'before')
    carry(20, 'next')
    carry(30, 'after')
    expect(run()).toEqual(['105 before received', '120 next lost: dropped', '130 after received'])
  })

  it('is dropped, not cut, where the network is cut too', () => {
    const { carry, run } = given({ 'lose-next': 10, 'disconnect': 15 })
    carry(20, 'next')
    expect(run()).toEqual(['120 next lost: dropped'])
  })

  it('is none that goes on behind the server', () => {
    const { send, carry, run } = given({ 'lose-next': 10 })
    send(20, 'internal', SERVER, 'queue')
    carry(30, 'next')
    expect(run()).toEqual(['120 internal received', '130 next lost: dropped'])
  })

  it('makes the network forget its link, and drop all that follows on it', () => {
    const { carry, run } = given({ 'lose-next': 10 })
    const link = { isForgotten: false }
    carry(5, 'before', 'up', 0, link)
    carry(20, 'next', 'up', 0, link)
    carry(30, 'answer', 'down', 0, link)
    carry(30, 'elsewhere', 'down', 0, { isForgotten: false })
    expect(run()).toEqual(['105 before received', '120 next lost: dropped', '130 answer lost: dropped', '130 elsewhere received'])
    expect(link.isForgotten).toBe(true)
  })
})
