import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultsIn } from '../../runner/faults.ts'
import { runInNode } from '../../runner/node.ts'
import { describeRecord } from '../runner/describe-record.ts'
import { snippetsRunOnSlides } from './run-on-slides.ts'

const snippets = snippetsRunOnSlides()

describe.each(snippets)('$name', ({ name, code }) => {
  it('prints what is recorded', async () => {
    const record = await runInNode(code)
    await expect(`${describeRecord(record)}\n`).toMatchFileSnapshot(`recorded/${name}.txt`)
  })

  it.each(faultsIn(code))('prints what is recorded with $variable=$value', async ({ variable, value }) => {
    const record = await runInNode(code, { env: { [variable]: value } })
    await expect(`${describeRecord(record)}\n`).toMatchFileSnapshot(`recorded/${name}.${variable}=${value}.txt`)
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
  expect(real.end!.at).toBeGreaterThanOrEqual(1999)
})
