import * as v from 'valibot'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Windows of one browser, whose messages are delivered by hand. */
const channels = new Set<{ onmessage?: (event: { data: unknown }) => void }>()
let inFlight: (() => void)[] = []

class Channel {
  onmessage?: (event: { data: unknown }) => void
  constructor() {
    channels.add(this)
  }

  postMessage(data: unknown) {
    const copy = structuredClone(data)
    for (const other of channels) {
      if (other !== this)
        inFlight.push(() => other.onmessage?.({ data: copy }))
    }
  }
}

function deliver() {
  while (inFlight.length > 0)
    inFlight.shift()!()
}

beforeEach(() => vi.stubGlobal('BroadcastChannel', Channel))
afterEach(() => {
  vi.unstubAllGlobals()
  channels.clear()
  inFlight = []
})

/** A window, with modules of its own, that shows one state. */
async function openWindow({ isSet = false, isKept = false, value = 'initial' } = {}) {
  vi.resetModules()
  const { shareState } = await import('../../sync/shared-state.ts')
  const window = { value, set: (_value: string) => {} }
  const onChanged = shareState('widget', v.string(), () => window.value, received => window.value = received, { isSet, isKept })
  window.set = (value) => {
    window.value = value
    onChanged()
  }
  return window
}

it('is the same in all windows, one that is opened later included', async () => {
  const presenter = await openWindow()
  const audience = await openWindow()
  presenter.set('changed')
  deliver()
  expect(audience.value).toBe('changed')
  const late = await openWindow()
  deliver()
  expect(late.value).toBe('changed')
})

it('is not answered by a window that still has its initial value', async () => {
  const presenter = await openWindow({ value: 'as it opens here' })
  const audience = await openWindow()
  deliver()
  expect([presenter.value, audience.value]).toEqual(['as it opens here', 'initial'])
})

it('keeps a change made while an answer was under way', async () => {
  const presenter = await openWindow()
  presenter.set('old')
  deliver()
  const audience = await openWindow()
  audience.set('new')
  deliver()
  expect([presenter.value, audience.value]).toEqual(['new', 'new'])
})

it('asks no other window when a link has set it, and answers those that ask', async () => {
  const presenter = await openWindow()
  presenter.set('changed')
  deliver()
  const linked = await openWindow({ isSet: true, value: 'as linked' })
  deliver()
  expect([presenter.value, linked.value]).toEqual(['changed', 'as linked'])
})

it('is the one set last in all windows, though two people set it at once', async () => {
  const presenter = await openWindow()
  const audience = await openWindow()
  presenter.set('left')
  audience.set('right')
  deliver()
  expect(presenter.value).toBe(audience.value)
  presenter.set('later')
  deliver()
  expect([presenter.value, audience.value]).toEqual(['later', 'later'])
})

it('reaches a window that a link has set, whose change later reaches the others', async () => {
  const presenter = await openWindow()
  const linked = await openWindow({ isSet: true, value: 'as linked' })
  presenter.set('one')
  deliver()
  linked.set('two')
  deliver()
  expect([presenter.value, linked.value]).toEqual(['two', 'two'])
})

it('is there again after a reload when it is kept, and gives way to what others set meanwhile', async () => {
  const items = new Map<string, string>()
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => items.set(key, value) })
  const presenter = await openWindow({ isKept: true })
  presenter.set('kept')
  channels.clear()
  expect((await openWindow({ isKept: true })).value).toBe('kept')
  const audience = await openWindow()
  deliver()
  channels.clear()
  audience.set('set meanwhile')
  inFlight = []
  // The audience's window is still there, the presenter's is loaded again.
  const there = await openWindow({ value: audience.value })
  there.set('set meanwhile')
  deliver()
  const reloaded = await openWindow({ isKept: true })
  deliver()
  expect(reloaded.value).toBe('set meanwhile')
})

it('calls a listener no more once it is removed', async () => {
  vi.resetModules()
  const { onBroadcast } = await import('../../sync/other-windows.ts')
  const received: string[] = []
  const remove = onBroadcast('code', v.string(), message => received.push(message))
  vi.resetModules()
  const { broadcast } = await import('../../sync/other-windows.ts')
  broadcast('code', 'one')
  broadcast('other', 'two')
  deliver()
  remove()
  broadcast('code', 'three')
  deliver()
  expect(received).toEqual(['one'])
})

/** What a foreign page says, with the parts that a message of the deck has. */
const envelope = (key: unknown, message: unknown) => ({ from: 'foreign', n: ++foreignCount, key, message })
const stamp = { count: 1e13, window: 'foreign' }
let foreignCount = 0

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['a number', 1],
  ['no key', { from: 'foreign', n: 1, message: { kind: 'state', stamp, state: 'foreign' } }],
  ['one part too many', { ...envelope('widget', { kind: 'state', stamp, state: 'foreign' }), more: 1 }],
  ['a key that is none', envelope({}, { kind: 'state', stamp, state: 'foreign' })],
  ['no message', envelope('widget', null)],
  ['an unknown kind', envelope('widget', { kind: 'set', stamp, state: 'foreign' })],
  ['a state of another form', envelope('widget', { kind: 'state', stamp, state: { html: 'foreign' } })],
  ['a state that is missing', envelope('widget', { kind: 'state', stamp })],
  ['no stamp', envelope('widget', { kind: 'state', state: 'foreign' })],
  ['a stamp that nothing comes after', envelope('widget', { kind: 'state', stamp: { ...stamp, count: Infinity }, state: 'foreign' })],
])('drops a message with %s, and says so in one line', async (_name, data) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const window = await openWindow()
  const foreign = new Channel()
  foreign.postMessage(data)
  deliver()
  expect(window.value).toBe('initial')
  expect(warn).toHaveBeenCalledTimes(1)
  foreign.postMessage(envelope('widget', { kind: 'state', stamp, state: 'whole' }))
  deliver()
  expect(window.value).toBe('whole')
  warn.mockRestore()
})
