import { expect, it, vi } from 'vitest'
import { ifPacket } from '../../console/packet.ts'

const key = { messageId: 'm1', subscriber: 'email' }

function receive(data: unknown): unknown[] {
  const received: unknown[] = []
  ifPacket(packet => received.push(packet))({ data } as MessageEvent<unknown>)
  return received
}

it.each([
  [{ kind: 'hello' }],
  [{ kind: 'ready', server: 'a', storage: { kind: 'memory', reason: null, detail: null } }],
  [{ kind: 'call', id: 'a', method: 'snapshot', args: [{ state: null, search: '', offset: 0, limit: 200, selected: key }] }],
  [{ kind: 'call', id: 'a', method: 'publish', args: ['shipmentDeparted', 1000] }],
  [{ kind: 'call', id: 'a', method: 'setSwitch', args: ['idempotent', true] }],
  [{ kind: 'call', id: 'a', method: 'reset', args: [] }],
  [{ kind: 'answer', id: 'a', value: { any: 'thing' } }],
  [{ kind: 'answer', id: 'a', error: 'no' }],
])('lets in %j', (packet) => {
  expect(receive(packet)).toEqual([packet])
})

it('takes of a delivery its key', () => {
  const packet = { kind: 'call', id: 'a', method: 'retry', args: [key] }
  expect(receive({ ...packet, args: [{ ...key, type: 'shipmentDeparted' }] })).toEqual([packet])
})

it.each<[unknown]>([
  [null],
  ['hello'],
  [{ kind: 'drop' }],
  [{ kind: 'call', id: 'a', method: 'constructor', args: [] }],
  [{ kind: 'call', id: 'a', method: '__proto__', args: [] }],
  [{ kind: 'call', id: 'a', method: 'reset', args: [1] }],
  [{ kind: 'call', id: 'a', method: 'publish', args: ['shipmentDeparted', 1e9] }],
  [{ kind: 'call', id: 'a', method: 'publish', args: ['shipmentDeparted', Number.NaN] }],
  [{ kind: 'call', id: 'a', method: 'publish', args: { 0: 'shipmentDeparted', 1: 1, length: 2 } }],
  [{ kind: 'call', id: 'a', method: 'run', args: [{ toString: 'x' }] }],
  [{ kind: 'call', id: 'a', method: 'retry', args: [{ messageId: 'm1' }] }],
  [{ kind: 'ready', server: 'a', storage: null }],
  [{ kind: 'trouble', error: { html: '' } }],
])('drops %j, and says so in one line', (data) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(receive(data)).toEqual([])
  expect(warn).toHaveBeenCalledTimes(1)
  warn.mockRestore()
})
