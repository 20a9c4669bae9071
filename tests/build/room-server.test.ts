import type { AddressInfo } from 'node:net'
import type { Envelope } from '../../build/room-server.ts'
import { Buffer } from 'node:buffer'
import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { attachRoom, isOwnHost, isSecret, readEnvelope } from '../../build/room-server.ts'

const SECRET = 'the-secret-of-this-start'

let port: number
let close: () => void
const windows: WebSocket[] = []

beforeEach(async () => {
  const http = createServer()
  const room = attachRoom(http, { base: '/deck/', mayWrite: (_request, key) => isSecret(key, SECRET) })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  port = (http.address() as AddressInfo).port
  close = () => {
    room.close()
    http.close()
  }
})
afterEach(() => {
  windows.splice(0).forEach(window => window.terminate())
  close()
})

interface Client {
  send: (key: string, message: object | string) => void
  sendText: (text: string) => void
  /** The next message that is no heartbeat. */
  next: () => Promise<Envelope>
  closed: Promise<number>
}

let sent = 0

/** Connects as a page of `origin` does; rejects with the status of a refusal. */
function connect(key: string, { path = '/deck/room', origin = `http://127.0.0.1:${port}`, host = `127.0.0.1:${port}` } = {}): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?key=${key}`, { origin, headers: { host } })
  windows.push(socket)
  const received: Envelope[] = []
  const waiting: ((envelope: Envelope) => void)[] = []
  return new Promise((resolve, reject) => {
    const client: Client = {
      send: (key, message) => client.sendText(JSON.stringify({ from: 'window', n: ++sent, key, message })),
      sendText: text => socket.send(text),
      next: () => new Promise(take => received.length > 0 ? take(received.shift()!) : waiting.push(take)),
      closed: new Promise(closed => socket.on('close', code => closed(code))),
    }
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString())
      // The first heartbeat says that the server has taken the window in.
      if ('heartbeat' in message)
        return resolve(client)
      const take = waiting.shift()
      if (take)
        take(message)
      else
        received.push(message)
    })
    socket.on('error', error => reject(new Error(/\d{3}$/.exec(error.message)?.[0] ?? error.message)))
  })
}

const place = (no: number) => ({ kind: 'place', place: { no, clicks: 0 } })

it('tells all other windows what the presenter does, and a late one where the room is', async () => {
  const [presenter, audience] = [await connect(SECRET), await connect('')]
  presenter.send('place', place(7))
  expect(await audience.next()).toMatchObject({ key: 'place', message: place(7) })
  const late = await connect('')
  late.send('place', { kind: 'ask' })
  expect(await late.next()).toMatchObject({ message: place(7) })
})

it('asks the presenters what it does not know', async () => {
  const [presenter, audience] = [await connect(SECRET), await connect('')]
  audience.send('timer', { kind: 'ask' })
  expect(await presenter.next()).toMatchObject({ key: 'timer', message: { kind: 'ask' } })
})

describe('is not moved by', () => {
  it.each([
    ['no key', ''],
    ['another key', 'the-secret-of-last-week'],
    ['the beginning of the key', SECRET.slice(0, -1)],
    ['a longer key', `${SECRET}x`],
    ['an empty key given twice', '&key='],
    ['a second key', `&key=${SECRET}`],
  ])('a window with %s', async (_what, key) => {
    const [hostile, presenter, audience] = [await connect(key), await connect(SECRET), await connect('')]
    for (const message of [place(99), { kind: 'state', state: {} }, { kind: 'ask', place: { no: 99 } }, {}, { kind: 5 }])
      hostile.send('place', message)
    // Its question alone reaches a presenter; the next message is the room's own.
    await presenter.next()
    presenter.send('place', place(2))
    expect(await audience.next()).toMatchObject({ message: place(2) })
  })
})

describe('takes in no page', () => {
  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of this machine on another port', { origin: 'http://127.0.0.1:1' }],
    ['without an origin', { origin: '' }],
    ['of a sandboxed frame', { origin: 'null' }],
    ['of a name that somebody made point here', { origin: 'http://rebound.example', host: 'rebound.example' }],
  ])('%s', async (_what, headers) => {
    await expect(connect(SECRET, headers)).rejects.toThrow('403')
  })
})

it.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['no key', '{"from":"a","n":1,"message":{}}'],
  ['a key that is no text', '{"from":"a","n":1,"key":{},"message":{}}'],
  ['a key without end', JSON.stringify({ from: 'a', n: 1, key: 'k'.repeat(5001), message: {} })],
  ['a count that is none', '{"from":"a","n":1e999,"key":"k","message":{}}'],
  ['a message that is no object', '{"from":"a","n":1,"key":"k","message":"text"}'],
])('cuts off a window that sends %s', async (_what, text) => {
  const hostile = await connect('')
  hostile.sendText(text)
  expect(await hostile.closed).toBe(1007)
})

it('cuts off a window that sends too much, or asks without end', async () => {
  const [big, many] = [await connect(''), await connect('')]
  big.sendText(' '.repeat(1_000_001))
  expect(await big.closed).toBe(1009)
  for (let count = 0; count < 500; count++)
    many.send('place', { kind: 'ask' })
  expect(await many.closed).toBe(1008)
})

it.each([
  ['localhost:3030', true],
  ['127.0.0.1', true],
  ['192.168.1.20:3030', true],
  ['[::1]:3030', true],
  ['rebound.example:3030', false],
  ['127.0.0.1.nip.example', false],
  ['', false],
  [undefined, false],
])('%s is the name of this machine: %s', (host, isOwn) => {
  expect(isOwnHost(host)).toBe(isOwn)
})

it('drops what an envelope does not have', () => {
  expect(readEnvelope(Buffer.from('{"from":"a","n":1,"key":"k","message":{},"__proto__":{"x":1},"more":1}')))
    .toEqual({ from: 'a', n: 1, key: 'k', message: {} })
})
