import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Windows of one browser; what they tell each other arrives by hand. */
const channels = new Set<{ onmessage?: (event: { data: unknown }) => void }>()
let underWay: (() => void)[] = []

class Channel {
  onmessage?: (event: { data: unknown }) => void
  constructor() {
    channels.add(this)
  }

  postMessage(data: unknown) {
    const copy = structuredClone(data)
    for (const other of channels) {
      if (other !== this)
        underWay.push(() => other.onmessage?.({ data: copy }))
    }
  }
}

function deliver() {
  while (underWay.length > 0)
    underWay.shift()!()
}

beforeEach(() => vi.stubGlobal('BroadcastChannel', Channel))
afterEach(() => {
  vi.unstubAllGlobals()
  channels.clear()
  underWay = []
})

/** A window, with modules of its own, that shows one state. */
async function openWindow({ isSet = false, value = 'initial' } = {}) {
  vi.resetModules()
  const { shareState } = await import('../../sync/shared-state.ts')
  const window = { value, set: (_value: string) => {} }
  const tellOthers = shareState('widget', () => window.value, told => window.value = told, isSet)
  window.set = (value) => {
    window.value = value
    tellOthers()
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

it('is not answered by who knows nothing', async () => {
  const presenter = await openWindow({ value: 'as it opens here' })
  const audience = await openWindow()
  deliver()
  expect([presenter.value, audience.value]).toEqual(['as it opens here', 'initial'])
})

it('stays what somebody wanted when an answer comes late', async () => {
  const presenter = await openWindow()
  presenter.set('old')
  deliver()
  const audience = await openWindow()
  audience.set('new')
  deliver()
  expect([presenter.value, audience.value]).toEqual(['new', 'new'])
})

it('asks nobody when a link says how it is, and tells who asks', async () => {
  const presenter = await openWindow()
  presenter.set('changed')
  deliver()
  const linked = await openWindow({ isSet: true, value: 'as linked' })
  deliver()
  expect([presenter.value, linked.value]).toEqual(['changed', 'as linked'])
})

it('hears no more once it ended that', async () => {
  vi.resetModules()
  const { hear } = await import('../../sync/other-windows.ts')
  const heard: string[] = []
  const end = hear<string>('code', message => heard.push(message))
  vi.resetModules()
  const { tell } = await import('../../sync/other-windows.ts')
  tell('code', 'one')
  tell('other', 'two')
  deliver()
  end()
  tell('code', 'three')
  deliver()
  expect(heard).toEqual(['one'])
})
