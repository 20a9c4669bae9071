import type { AddressInfo } from 'node:net'
import type { LocalPushService, StoredPush } from '../../../live/push-service.ts'
import { once } from 'node:events'
import { Agent, createServer } from 'node:https'
import { generate } from 'selfsigned'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import webPush from 'web-push'
import { createDevice } from '../../../live/push-device.ts'
import { createPushService } from '../../../live/push-service.ts'
import { pushServer } from '../../../snippets/transports/push-server.ts'
import { createJobs, listen } from './service.ts'

const keys = webPush.generateVAPIDKeys()
const vapidDetails = { subject: 'mailto:ops@example.com', ...keys }
const agent = new Agent({ rejectUnauthorized: false })
const seconds = () => Date.now() / 1000
let certificate: { key: string, cert: string }
beforeAll(async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }])
  certificate = { key, cert }
})

/** A device that has subscribed, a job whose end it is to be told of, and time that passes when the test says so. */
async function given(options: { TTL?: number, gone?: boolean } = {}) {
  const due: { ms: number, act: () => void }[] = []
  const service: LocalPushService = createPushService((ms, act) => due.push({ ms, act }), seconds)
  const server = createServer(certificate, service.answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const subscribed = Promise.withResolvers<string>()
  const { request } = await import('node:https')
  request({ port, host: '127.0.0.1', path: '/subscribe', method: 'POST', agent }, answer => subscribed.resolve(answer.headers.location!)).end()
  const path = await subscribed.promise
  const jobs = createJobs()
  jobs.start('a')
  const outcome = Promise.withResolvers<string>()
  const origin = await listen(pushServer(jobs, { vapidDetails, TTL: options.TTL ?? 60, agent, onSent: outcome.resolve }))
  const device = createDevice()
  const endpoint = `https://127.0.0.1:${port}${options.gone ? '/push/none' : path}`
  await fetch(`${origin}/imports/a/subscription`, { method: 'PUT', body: JSON.stringify({ endpoint, keys: device.keys }) })
  return {
    service,
    path,
    device,
    origin,
    due,
    async finish() {
      jobs.tell('a', 'result', { lines: 3 })
      return outcome.promise
    },
  }
}

describe('a notification', () => {
  it('reaches the device, which alone can read it and then fetches the result', async () => {
    const { service, path, device, origin, finish } = await given()
    const pushed: StoredPush[] = []
    service.attach(path, push => pushed.push(push))
    expect(await finish()).toBe('accepted')
    expect(pushed[0]!.body.includes('imports')).toBe(false)
    const { url } = device.read(pushed[0]!) as { url: string }
    expect(await (await fetch(origin + url)).json()).toEqual({ lines: 3 })
    expect(() => createDevice().read(pushed[0]!)).toThrow()
  })

  it('is kept for a device that is away, until its TTL is over', async () => {
    const { service, path, due, finish } = await given()
    await finish()
    const pushed: StoredPush[] = []
    service.attach(path, push => pushed.push(push))()
    expect(pushed).toHaveLength(1)

    const late = await given()
    await late.finish()
    expect(late.due.map(({ ms }) => ms)).toEqual([60_000])
    late.due.forEach(({ act }) => act())
    late.service.attach(late.path, () => expect.unreachable())
    expect(due).toHaveLength(1)
  })

  it('of TTL 0 is for a device that is there now', async () => {
    const { service, path, finish } = await given({ TTL: 0 })
    expect(await finish()).toBe('accepted')
    service.attach(path, () => expect.unreachable())
  })

  it('to a subscription that is withdrawn is known to be in vain', async () => {
    const { finish } = await given({ gone: true })
    expect(await finish()).toBe('gone')
  })
})
