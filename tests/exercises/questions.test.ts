import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { load } from '@slidev/parser/fs'
import { describe, expect, it } from 'vitest'
import { slidesByScenario } from '../../build/simulation-slides.ts'
import { settings } from '../../deck-settings.ts'
import { proofs } from '../../exercises/proofs.ts'
import { isRight, queryOfProof, rightAnswer, stateOfProof } from '../../exercises/question.ts'
import { questions } from '../../locales/fr/questions.ts'
import { fromQuery, stateOf } from '../../simulation/engine/state.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { slides } = await load({ userRoot: root, roots: [root] }, `${root}slides.md`)
const slideOf = slidesByScenario(slides.map(({ content }) => content))

const proved = questions.map(({ id }) => ({ id, proof: proofs[id]! }))
const bySimulation = proved.flatMap(({ id, proof }) => proof.kind === 'simulation' ? [{ id, proof }] : [])
const byRun = proved.flatMap(({ id, proof }) => proof.kind === 'run' ? [{ id, proof }] : [])

it('each chapter has three', () => {
  const counts = settings.chapters.map((_, index) => questions.filter(({ chapter }) => chapter === index + 1).length)
  expect(counts).toEqual(settings.chapters.map(() => 3))
  expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length)
})

it.each(questions)('$id has a right answer among others', (question) => {
  const right = rightAnswer(question)
  const options = question.kind === 'choice' ? question.options : question.classes
  expect(right.every(index => options[index] !== undefined)).toBe(true)
  expect(new Set(options).size).toBe(options.length)
  expect(options.length).toBeGreaterThan(1)
  expect(isRight(question, right)).toBe(true)
  expect(isRight(question, right.map(index => (index + 1) % options.length))).toBe(false)
  expect(isRight(question, right.slice(1))).toBe(false)
})

describe('the link of a proof', () => {
  it.each(bySimulation)('$id opens a simulation of the deck, in its very state', ({ proof }) => {
    expect(slideOf[proof.scenario], `slide of ${proof.scenario}`).toBeGreaterThan(0)
    const read = fromQuery(scenarios[proof.scenario], queryOfProof(proof))
    expect(read).toEqual({ state: stateOfProof(proof), problems: [] })
  })

  type Metrics = Record<string, number>
  /** What each is to show, by the counters that stand beside it; the second ones are those of the slide as it opens. */
  const shown: Record<string, (metrics: Metrics, first: Metrics) => boolean> = {
    'hand-back': (metrics, first) => metrics.asyncHand === first.asyncHand && metrics.syncHand! > first.syncHand! + 20_000,
    'late-result': ({ asyncResult, syncResult }) => asyncResult! > syncResult!,
    'short-work': ({ asyncHand, syncHand }) => syncHand! - asyncHand! < 500,
    'polling-load': (metrics, first) => metrics.requests === 10 && first.requests === 4 && metrics.staleness === 800 && first.staleness === 4400,
    'sse-missed': ({ missed, reconnections }) => missed! > 0 && reconnections! > 0,
    'push-refused': ({ known, sent, fallbacks }) => known === 1 && sent === 0 && fallbacks! > 0,
    'killed': ({ localLost, queueDone, published }) => localLost! > 0 && queueDone === published,
    'visibility': ({ queueDuplicates, queueDone, published }) => queueDuplicates! > 0 && queueDone === published,
    'cheapest': ({ staleness, requests }) => staleness! < 10_000 && requests! < 5,
    'many-clients': ({ peak, reconnections }) => peak === 500 && reconnections === 500,
  }

  it.each(bySimulation)('$id shows what the reason says', ({ id, proof }) => {
    const scenario = scenarios[proof.scenario]
    const [metrics, first] = [stateOfProof(proof), stateOf(scenario)].map(({ params, seed, inputs }) => scenario.run(params, seed, inputs).metrics)
    expect(shown[id]!(metrics as Metrics, first as Metrics), JSON.stringify({ metrics, first })).toBe(true)
  })
})

/** What is recorded of each run, in `tests/snippets/recorded/`. */
const printed: Record<string, RegExp> = {
  'who-catches': /Done\n +\+2000 ms +floating +Error: mail is down/,
  'await-waits': /\+2000 ms +log +Email sent\n +\+2000 ms +log +Done/,
  'order-without-await': /Create shipment\n.* Done\n +\+2000 ms +log +Email sent/,
  'event-or-command': /sendBookingRequestEmail S-42\n.*resyncTracking S-42/,
  'one-fails': /S-42: departed\n.*task "track": done\n.*attempt 1\n.*attempt 2/,
  'undo': /bookTruck S-43\n.*\n.*cancelTruck S-43/,
  'same-code': /document stored\n.*\n.*upload answered\n +\+300 ms +log +email about/,
  'rolled-back-message': /S-43: published\n.*unknown customer\n.*1 stored/,
  'replay-twice': /naive: email sent[\s\S]*replay[\s\S]*naive: email sent/,
  'retry-delays': /\+7000 ms +log +email sent/,
  'which-mode': /A1, attempt 3\n.*A2, attempt 1/,
  'poison': /\+3000 ms +log +A1, attempt 3\n +\+3000 ms +log +A2, attempt 1/,
  'other-key': /\+0 ms +log +A1, attempt 1\n +\+0 ms +log +B1, attempt 1/,
  'other-order': /arrived,left → arrived/,
  'absent': /created\n +\+2000 ms +log +S-42: email sent/,
  'old-version': /v1 S-42\n.*v2 \{/,
  'before-replay': /idempotent: already done\n.*naive: email sent/,
}

it.each(byRun)('$id prints what the reason says', ({ id, proof: { snippet, env = {} } }) => {
  const faults = Object.entries(env).map(([variable, value]) => `.${variable}=${value}`)
  expect(readFileSync(`${root}tests/snippets/recorded/${snippet}${faults.join('')}.txt`, 'utf8')).toMatch(printed[id]!)
})

it.each(byRun)('$id runs a snippet of the deck, under a fault that it knows', ({ proof: { snippet, env = {} } }) => {
  const code = readFileSync(`${root}snippets/${snippet}.ts`, 'utf8')
  expect(slides.some(({ content }) => content.includes(`@/snippets/${snippet}.ts`))).toBe(true)
  for (const variable of Object.keys(env))
    expect(code).toContain(`process.env.${variable}`)
})
