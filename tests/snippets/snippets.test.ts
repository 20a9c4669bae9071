import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultsIn } from '../../runner/faults.ts'
import { runInNode } from '../../runner/node.ts'
import { describeRecord } from '../runner/describe-record.ts'
import { snippetsRunOnSlides } from './run-on-slides.ts'
import { unexpectedEnd } from './unexpected-end.ts'

const snippets = snippetsRunOnSlides()

describe.each(snippets)('$name', (snippet) => {
  const { name, code } = snippet

  it('prints what is recorded', async () => {
    const record = await runInNode(code)
    expect(unexpectedEnd(snippet, record)).toBeUndefined()
    await expect(`${describeRecord(record)}\n`).toMatchFileSnapshot(`recorded/${name}.txt`)
  })

  it.each(faultsIn(code))('prints what is recorded with $variable=$value', async ({ variable, value }) => {
    const record = await runInNode(code, { env: { [variable]: value } })
    expect(unexpectedEnd(snippet, record, { mayFail: true })).toBeUndefined()
    await expect(`${describeRecord(record)}\n`).toMatchFileSnapshot(`recorded/${name}.${variable}=${value}.txt`)
  })
})

describe('an end that no slide means to show is not recorded', () => {
  const endOf = async (code: string, env?: Record<string, string>) =>
    unexpectedEnd({ name: 'a', file: 'snippets/a.ts', code, linesBefore: 10 }, await runInNode(code, { env }), { mayFail: env !== undefined })

  it.each([
    ['console.log(1)\nimport fs from \'node:fs\'', 'snippets/a.ts:12 imports node:fs, which a run cannot have: runner/modules.ts lists emittery'],
    ['const a = 1\nthrow new Error(\'oh\')', 'snippets/a.ts:12 ends by an error (thrown): Error: oh'],
    ['let a = 1\nlet a = 2', 'snippets/a.ts:12 ends by an error (syntax): SyntaxError: Identifier \'a\' has already been declared'],
    ['await new Promise(() => {})', 'snippets/a.ts ends by unsettled'],
    ['setInterval(() => {}, 1000)', 'snippets/a.ts ends by limit'],
  ])('%j', async (code, problem) => expect(await endOf(code)).toContain(problem))

  it('but the error of a fault is', async () => {
    expect(await endOf('throw new Error(\'oh\')', { MAIL_SERVER: 'down' })).toBeUndefined()
    expect(await endOf('await import(\'node:fs\')', { MAIL_SERVER: 'down' })).toContain('snippets/a.ts:11')
    expect(await endOf('let a = 1\nlet a = 2', { MAIL_SERVER: 'down' })).toContain('syntax')
  })
})

it('finds the snippets of the slides', () => {
  expect(snippets.map(({ name }) => name)).toEqual(expect.arrayContaining(['send-email-sync', 'send-email-async', 'shipment-created-event']))
})

it('records no output of a snippet or a fault that is gone', () => {
  const expected = snippets.flatMap(({ name, code }) =>
    [`${name}.txt`, ...faultsIn(code).map(({ variable, value }) => `${name}.${variable}=${value}.txt`)])
  expect(readdirSync(new URL('recorded/', import.meta.url)).sort()).toEqual(expected.sort())
})

it('prints the same lines in the same order when time is real', async () => {
  const { code } = snippets.find(({ name }) => name === 'send-email-sync')!
  const [real, virtual] = await Promise.all([runInNode(code, { clock: 'real' }), runInNode(code)])
  expect(real.lines.map(({ text }) => text)).toEqual(virtual.lines.map(({ text }) => text))
})
