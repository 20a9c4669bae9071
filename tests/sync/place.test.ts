import type { Place, PlaceMessage } from '../../sync/place.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createPlaceSync } from '../../sync/place.ts'

interface Window {
  leads: boolean
  here: Place
  /** Where it is on its way to: a slide is turned in a task of its own. */
  way: Place | undefined
  sync: ReturnType<typeof createPlaceSync>
}

/** Windows that go where they are told a step later, and messages that are under way until they are delivered, in order for each window. */
function createTalk() {
  const windows: Window[] = []
  const inboxes = new Map<Window, PlaceMessage[]>()

  function open(leads: boolean, no: number): Window {
    const window = { leads, here: { no, clicks: 0 }, way: undefined } as Omit<Window, 'sync'> as Window
    window.sync = createPlaceSync({
      id: `window ${windows.length}`,
      leads: () => leads,
      drives: () => leads,
      follows: () => true,
      here: () => window.here,
      goTo: place => window.way = place,
      send: message => windows.forEach(other => other !== window && inboxes.get(other)!.push(message)),
    })
    windows.push(window)
    inboxes.set(window, [])
    window.sync.join()
    return window
  }

  function arrive(window: Window) {
    if (!window.way)
      return
    window.here = window.way
    window.way = undefined
    window.sync.moved()
  }

  function deliver(window: Window) {
    const message = inboxes.get(window)!.shift()
    if (message)
      window.sync.receive(message)
  }

  return {
    windows,
    open,
    arrive,
    deliver,
    /** A person's key takes the place of what was under way. */
    press(window: Window, by: number) {
      window.way = { no: Math.max(1, window.here.no + by), clicks: 0 }
    },
    close: (window: Window) => void windows.splice(windows.indexOf(window), 1),
    settle() {
      for (let round = 0; round < 1000 && windows.some(window => window.way || inboxes.get(window)!.length > 0); round++) {
        windows.forEach(arrive)
        windows.forEach(deliver)
      }
      return windows.map(({ here }) => here.no)
    },
  }
}

it('a presenter moves the room, however fast', () => {
  const { windows: _, ...talk } = createTalk()
  const audience = talk.open(false, 70)
  const presenter = talk.open(true, 70)
  talk.settle()
  for (let press = 0; press < 10; press++) {
    talk.press(presenter, 1)
    talk.arrive(presenter)
    talk.deliver(audience)
  }
  expect(talk.settle()).toEqual([80, 80])
})

it('a presenter who opens the first slide takes the room’s place, also when nobody has moved it', () => {
  const talk = createTalk()
  talk.open(false, 40)
  const presenter = talk.open(true, 1)
  expect(talk.settle()).toEqual([40, 40])
  talk.press(presenter, 1)
  expect(talk.settle()).toEqual([41, 41])
  talk.close(presenter)
  talk.open(true, 1)
  talk.open(true, 7)
  expect(talk.settle()).toEqual([41, 41, 41])
})

it('readers leave each other alone', () => {
  const talk = createTalk()
  const reader = talk.open(false, 10)
  talk.open(false, 40)
  talk.press(reader, 1)
  expect(talk.settle()).toEqual([11, 40])
})

it('an audience that looks elsewhere moves nobody, and is back at the next move', () => {
  const talk = createTalk()
  const audience = talk.open(false, 5)
  const presenter = talk.open(true, 5)
  talk.settle()
  talk.press(presenter, 1)
  talk.settle()
  talk.press(audience, -3)
  expect(talk.settle()).toEqual([3, 6])
  talk.press(presenter, 1)
  expect(talk.settle()).toEqual([7, 7])
})

it('what the deck corrects by itself moves nobody, and does not keep a window from where it was told to go', () => {
  const talk = createTalk()
  const other = talk.open(true, 12)
  const presenter = talk.open(true, 12)
  talk.settle()
  other.here = { no: 12, clicks: 99 }
  other.sync.moved()
  talk.settle()
  talk.press(other, 1)
  talk.arrive(other)
  talk.deliver(presenter)
  presenter.way = undefined
  presenter.here = { no: 12, clicks: 3 }
  presenter.sync.moved(true)
  expect(talk.settle()).toEqual([13, 13])
})

it('two presenters and an audience end at one place, whoever presses what and however late messages are', () => {
  const step = fc.record({ who: fc.nat(2), what: fc.constantFrom('next', 'back', 'arrive', 'deliver') })
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const talk = createTalk()
    talk.open(true, 10)
    talk.open(true, 20)
    talk.open(false, 30)
    talk.settle()
    for (const { who, what } of steps) {
      const window = talk.windows[who]!
      if (what === 'next' || what === 'back') {
        if (window.leads)
          talk.press(window, what === 'next' ? 1 : -1)
      }
      else {
        talk[what](window)
      }
    }
    const [first, ...others] = talk.settle()
    expect(others).toEqual([first, first])
  }), { seed: 14, numRuns: 500 })
})
