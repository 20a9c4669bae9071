import type { RunRecord } from '../../runner/record.ts'
import type { NodeAnswer } from './real-node.ts'
import process from 'node:process'
import { describe, expect, inject, it } from 'vitest'
import { runInNode } from '../../runner/node.ts'
import recorded from './node-answers.json' with { type: 'json' }
import { differences } from './node-differences.ts'
import { nodePrograms } from './node-programs.ts'
import { askNode } from './real-node.ts'

const programs = Object.values(nodePrograms).flat()
const answers = recorded.answers as Record<string, NodeAnswer>
const exitCodes: Record<string, number> = { done: 0, error: 1, unsettled: 13 }

/** A run in the terms of Node. */
function asAnswer({ lines, failure, end }: RunRecord): NodeAnswer {
  return {
    output: lines.map(({ text }) => text).join('\n'),
    error: failure && failure.kind === 'syntax' ? 'syntax' : failure && [failure.error.name, failure.error.message].filter(Boolean).join(': '),
    exitCode: end!.exitCode ?? exitCodes[end!.reason]!,
  }
}

/** Node's answer, its error cut down to what a slide shows: no code, and syntax errors in the words of the deck. */
function comparable({ output, error, exitCode }: NodeAnswer, ours: NodeAnswer): NodeAnswer {
  const isSyntax = ours.error === 'syntax' && /SyntaxError/.test(error ?? '')
  const says = ours.error !== null && error !== null && error.replace(/ \[[A-Z_]+\]:/, ':').replace(/^DOMException \[(\w+)\]:/, '$1:').includes(ours.error)
  return { output, error: isSyntax || says ? ours.error : error, exitCode }
}

const alike = Object.entries(nodePrograms).map(([group, programs]) => [group, programs.filter(code => !(code in differences))] as const)

describe.concurrent.each(alike.filter(([, programs]) => programs.length > 0))('%s', (_group, programs) => {
  it.each(programs)('%j comes to what it comes to in Node', async (code) => {
    const ours = asAnswer(await runInNode(code))
    expect(ours).toEqual(comparable(answers[code]!, ours))
  })
})

describe('what is to differ from Node, does', () => {
  it.each(Object.entries(differences))('%j', async (code, { here }) => {
    expect(programs).toContain(code)
    const ours = asAnswer(await runInNode(code))
    expect(ours).toEqual({ output: '', error: null, exitCode: 0, ...here })
    expect(ours).not.toEqual(comparable(answers[code]!, ours))
  })
})

it('the answers are those of the Node that runs this test, and of these programs', () => {
  expect(recorded.node, 'record anew: npm run record:programs').toBe(process.versions.node)
  expect(Object.keys(answers)).toEqual(programs)
})

/** One of so many programs is asked of real Node in `npm test`; `npm run test:programs` asks for all. */
const SAMPLE = 60

it('real Node says what is recorded', async () => {
  const asked = inject('isLong') ? programs : programs.filter((_, index) => index % SAMPLE === 0)
  const answered = await askNode(asked)
  expect(asked.map((code, index) => [code, answered[index]])).toEqual(asked.map(code => [code, answers[code]]))
})
