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
async function openWindow({ isSet = false, value = 'initial' } = {}) {
  vi.resetModules()
  const { shareState } = await import('../../sync/shared-state.ts')
  const window = { value, set: (_value: string) => {} }
  const onChanged = shareState('widget', () => window.value, received => window.value = received, isSet)
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

it('calls a listener no more once it is removed', async () => {
  vi.resetModules()
  const { onBroadcast } = await import('../../sync/other-windows.ts')
  const received: string[] = []
  const remove = onBroadcast<string>('code', message => received.push(message))
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
