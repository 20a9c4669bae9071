import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runInNode } from '../../../runner/node.ts'
import { snippetsRunOnSlides } from '../run-on-slides.ts'
import { startEmulator } from './emulator.ts'

const { address, world } = await startEmulator()
const fileOf = (name: string) => fileURLToPath(new URL(`../../../snippets/${name}.ts`, import.meta.url))
/** All that comes after the creation of the bus. */
const flowIn = (name: string) => /^await subscribe[\s\S]*/m.exec(readFileSync(fileOf(name), 'utf8'))?.[0]

it('the code on SNS is that on Emittery, but for the creation of the bus', () => {
  expect(flowIn('document-uploaded-sns')).toContain('await publish(')
  expect(flowIn('document-uploaded-sns')).toBe(flowIn('document-uploaded'))
})

it('it prints the same on SNS as on Emittery', async () => {
  const { code } = snippetsRunOnSlides().find(({ name }) => name === 'document-uploaded')!
  const { lines } = await runInNode(code)

  const { subscribe, setUp } = world().bus({ prefix: 'documents' })
  for (const name of ['task', 'email'])
    await subscribe('documentUploaded', () => {}, { name })
  await setUp()
  const run = spawn(process.execPath, [`--import=${import.meta.resolve('./localhost-names.ts')}`, fileOf('document-uploaded-sns')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      // As its queues' addresses have it, or the SDK would say that they differ.
      AWS_ENDPOINT_URL: `http://sqs.eu-west-1.localhost:${new URL(address).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ACCOUNT_ID: '000000000000',
    },
  })
  const exit = once(run, 'exit')
  const printed: string[] = []
  for await (const line of createInterface({ input: run.stdout })) {
    printed.push(line)
    if (printed.length === lines.length)
      run.kill('SIGTERM')
  }
  expect(await exit).toEqual([0, null])
  expect([...printed].sort()).toEqual(lines.map(({ text }) => text).sort())
})
