import type { RealMessage, RealRun } from '../../reality/real-run.ts'
import { describe, expect, it } from 'vitest'
import { compare, toleranceOf } from '../../reality/compare.ts'
import { realTrace } from '../../reality/real-run.ts'
import { stateOf } from '../../simulation/engine/state.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'

const { polling } = scenarios
const state = stateOf(polling)
const simulated = polling.run(state.params, state.seed, state.inputs)

/** The simulation as if it had been seen, every message so much later than the one before. */
function seen({ drift = 0, heldUp = 0, change = (messages: RealMessage[]) => messages } = {}): RealRun {
  const messages = simulated.events.filter(event => event.kind === 'message').map(({ from, to, label, sentAt, receivedAt }, index): RealMessage =>
    ({ from, to, label, sentAt: sentAt + drift * index, receivedAt: receivedAt! + drift * index }))
  return {
    state: { params: state.params, seed: state.seed, inputs: [] },
    scale: 1,
    heldUp,
    requests: 4,
    known: 1,
    knownAt: { 'client-1': 16_600 },
    messages: change(messages),
  }
}
const differences = (real: RealRun) => compare(simulated, real).differences

describe('a real run against its simulation', () => {
  it('is the same where nothing differs', () => expect(differences(seen())).toEqual([]))

  it('may fall behind by the tolerance at each message, as what waited for it did', () => {
    const tolerance = toleranceOf({ scale: 1, heldUp: 0 })
    expect(differences(seen({ drift: tolerance }))).toEqual([])
    expect(differences(seen({ drift: tolerance + 1 }))).toMatchObject([{ kind: 'time', late: tolerance + 1 }, {}, {}, {}, {}, {}, {}])
  })

  it('may be later where the machine held it up', () => {
    const run = seen({ drift: 50 })
    expect(differences(run)).toHaveLength(7)
    expect(differences({ ...run, heldUp: 25 })).toEqual([])
  })

  it('may not come early', () => {
    const early = seen({ change: ([first, ...rest]) => [first!, ...rest.map(message => ({ ...message, sentAt: message.sentAt - 100 }))] })
    expect(differences(early)).toMatchObject([{ kind: 'time', label: 'accepted', late: -100 }])
  })

  it('has each message, once', () => {
    const ways = ['client-1 → server', 'server → client-1']
    expect(differences(seen({ change: messages => messages.slice(0, -1) }))).toMatchObject([{ kind: 'messages', way: ways[1] }])
    expect(differences(seen({ change: messages => [messages[0]!, ...messages] }))).toMatchObject([{ kind: 'messages', way: ways[0] }])
  })

  it('loses what is lost', () => {
    const lost = seen({ change: messages => messages.map((message, index) => index === 2 ? { ...message, receivedAt: null } : message) })
    expect(differences(lost)).toEqual([{ kind: 'loss', way: 'client-1 → server', index: 1, label: 'poll', isLostIn: 'real' }])
  })

  it('has as many requests, and as many clients that know', () => {
    expect(differences({ ...seen(), requests: 5, known: 0 })).toEqual([
      { kind: 'count', counter: 'requests', simulated: 4, real: 5 },
      { kind: 'count', counter: 'known', simulated: 1, real: 0 },
    ])
  })
})

it('a real run is a trace that the player draws, in the colours of the simulation', () => {
  const trace = realTrace(seen({ drift: 3 }), simulated, polling.lanes(state.params))
  expect(trace.events.map(({ label, tone }) => `${label} ${tone}`)).toEqual(
    simulated.events.filter(({ kind }) => kind !== 'span').map(({ label, tone }) => `${label} ${tone}`),
  )
  expect(trace.duration).toBe(16_600 + 3 * 7)
})
