import type { AddressInfo, Socket } from 'node:net'
import type { SocketOptions } from '../../../snippets/transports/websocket-server.ts'
import { EventEmitter, once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket as Client, WebSocketServer } from 'ws'
import { JobSocket } from '../../../snippets/transports/websocket-client.ts'
import { websocketServer } from '../../../snippets/transports/websocket-server.ts'
import { createJobs, listen } from './service.ts'

const clientOptions = { heartbeat: 0, pingTimeout: 0, backoffBase: 1, backoffCap: 1, random: () => 0, resumes: true }

async function given(options: Partial<SocketOptions> = {}) {
  const jobs = createJobs()
  jobs.start('a')
  const connections = new Set<Socket>()
  const upgrades = new EventEmitter()
  const origin = await listen(() => {}, (server) => {
    server.on('connection', connection => connections.add(connection))
    websocketServer(server, jobs, { heartbeat: 0, pongTimeout: 60_000, maxBuffered: 1_000_000, ...options })
    server.on('upgrade', () => upgrades.emit('upgrade'))
  })
  const cut = () => connections.forEach(connection => connection.destroy())
  onTestFinished(cut)
  return { jobs, url: `${origin.replace('http', 'ws')}/imports/a/socket`, cut, upgraded: () => once(upgrades, 'upgrade') }
}

/** A client of which a test sees each message. */
async function open(url: string) {
  const client = new Client(url)
  onTestFinished(() => client.terminate())
  const messages: { type: string, id?: number, to?: number }[] = []
  client.on('message', data => messages.push(JSON.parse(String(data)) as typeof messages[number]))
  await once(client, 'open')
  return {
    client,
    messages,
    send: (message: object) => client.send(JSON.stringify(message)),
    async until(type: string) {
      while (!messages.some(message => message.type === type))
        await once(client, 'message')
    },
  }
}

describe('a WebSocket', () => {
  it('tells what happens, from the event that the client had last', async () => {
    const { jobs, url } = await given()
    jobs.tell('a', 'progress', 1)
    jobs.tell('a', 'progress', 2)
    const { messages, send, until } = await open(url)
    send({ type: 'subscribe', after: 1 })
    await until('progress')
    jobs.tell('a', 'result', 3)
    await until('result')
    expect(messages.map(({ type, id }) => `${type} ${id}`)).toEqual(['progress 2', 'result 3'])
  })

  it('comes back after a cut, and resumes', async () => {
    const { jobs, url, cut, upgraded } = await given()
    const first = upgraded()
    const socket = new JobSocket(url, clientOptions)
    await first
    const second = upgraded()
    cut()
    jobs.tell('a', 'progress', 1)
    jobs.tell('a', 'result', 'done')
    await second
    expect(await socket.result).toBe('done')
  })

  it('sends again what has no reply', async () => {
    const heard: unknown[] = []
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    onTestFinished(() => server.close())
    await once(server, 'listening')
    const twice = Promise.withResolvers<void>()
    server.on('connection', connection => connection.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string, id: number }
      if (message.type !== 'message')
        return
      heard.push(message)
      if (heard.length === 1)
        return connection.terminate()
      connection.send(JSON.stringify({ type: 'reply', to: message.id }))
      twice.resolve()
    }))
    const socket = new JobSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, clientOptions)
    socket.say('hello')
    await twice.promise
    socket.leave()
    expect(heard).toEqual([{ type: 'message', id: 1, text: 'hello' }, { type: 'message', id: 1, text: 'hello' }])
  })

  it('is ended by the server when no pong comes, and not while they do', async () => {
    const { url } = await given({ heartbeat: 1, pongTimeout: 1 })
    const silent = await open(url)
    await once(silent.client, 'close')
    expect(silent.messages[0]).toEqual({ type: 'ping' })

    const patient = await given({ heartbeat: 1, pongTimeout: 60_000 })
    const { messages, send, client } = await open(patient.url)
    client.on('message', () => send({ type: 'pong' }))
    while (messages.length < 5)
      await once(client, 'message')
    expect(client.readyState).toBe(Client.OPEN)
  })

  it('is opened anew by a client that hears nothing', async () => {
    const { jobs, url, upgraded } = await given()
    const first = upgraded()
    const socket = new JobSocket(url, { ...clientOptions, heartbeat: 20, pingTimeout: 20 })
    await first
    await upgraded()
    jobs.tell('a', 'result', 'late')
    expect(await socket.result).toBe('late')
  })

  it('ends a client that leaves too much unread', async () => {
    const { jobs, url } = await given({ maxBuffered: 1_000_000 })
    const { client, send, until } = await open(url)
    send({ type: 'subscribe' })
    send({ type: 'message', id: 1, text: '' })
    await until('reply')
    client.pause()
    const closed = once(client, 'close')
    // More than the system's own buffers take.
    for (let event = 0; event < 40; event++)
      jobs.tell('a', 'progress', 'x'.repeat(1_000_000))
    client.resume()
    await closed
    expect(jobs.find('a')!.events).toHaveLength(40)
  })
})
