import { expect, it } from 'vitest'
import { compileStrictly, createProject, programsOf, start } from '../library.ts'
import { startEmulator } from './emulator.ts'

const { address } = await startEmulator()
const ofTheBus = ['emittery', '@opentelemetry/api', '@standard-schema/spec', '@types/node', 'kysely', 'pg', '@types/pg']
const packages = [...ofTheBus, '@aws-sdk/client-sns', '@aws-sdk/client-sqs']

it('copied into an empty strict project beside the bus, it compiles, and the programs of its README read each document once', async () => {
  const project = createProject(['bus', 'sns'], packages, programsOf('sns'))
  // The types of the clients of AWS alone would take as long as all the rest.
  expect(await compileStrictly(project, '--skipLibCheck')).toBe('')

  const run = (...args: string[]) => start(project, [`--import=${import.meta.resolve('./localhost-names.ts')}`, ...args], {
    // As its queues' addresses have it, or the SDK would say that they differ.
    AWS_ENDPOINT_URL: `http://sqs.eu-west-1.localhost:${new URL(address).port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ACCOUNT_ID: '000000000000',
  })
  expect(await run('metis.ts', 'set-up').rest()).toContain('queue         documents-metis-dead')
  const core = run('core.ts', 'a.pdf')
  expect(await core.line()).toBe('published a.pdf')
  core.kill('SIGTERM')
  expect(await core.rest()).toEqual([])

  const metis = run('metis.ts')
  const lines = [await metis.line(), await metis.line()]
  expect(lines.toSorted()).toEqual(['read a.pdf', 'ready'])
  metis.kill('SIGTERM')
  expect(await metis.rest()).toEqual([])
})
