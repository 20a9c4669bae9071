import { spawn } from 'node:child_process'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { startEmulator } from '../snippets/sns/emulator.ts'

const script = fileURLToPath(new URL('../../scripts/sns.ts', import.meta.url))

async function run(given: string[], { input = '', env = {} } = {}) {
  const child = spawn(process.execPath, [script, ...given], { env: { ...process.env, NO_COLOR: '1', ...env } })
  child.stdin.end(input)
  const [trace, problems] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { trace, problems, code: child.exitCode ?? await new Promise(resolve => child.once('exit', resolve)) }
}

it.each([
  ['core', []],
  ['core', ['--instances', 'core=2']],
  ['metis', ['--fifo']],
])('%s is killed, and each document is read %j', async (role, options) => {
  const { trace } = await run(['--kill', role, '--at', '300', ...options])
  expect(trace).toMatch(new RegExp(`${role} +est tué[\\s\\S]+${role} +redémarre`))
  expect(trace).toMatch(/3 documents déposés · \d+ publications · \d+ lectures · 3 documents lus · \d+ en double\n$/)
  if (options.includes('--fifo'))
    expect([...trace.matchAll(/ a lu (D-\d)/g)].map(([, document]) => document)).toEqual(['D-1', 'D-2', 'D-3'])
})

it('a reading of more than the visibility time is not made twice', async () => {
  const { trace } = await run(['--slow'])
  expect(trace).toMatch(/3 lectures · 3 documents lus · 0 en double\n$/)
})

it('what it does not know is refused with its usage', async () => {
  const { problems, code } = await run(['--kill', 'atlas'])
  expect(problems).toContain('npm run sns -- [options]')
  expect(code).toBe(1)
})

describe('on an account, which an emulator stands for', async () => {
  const { address, client } = await startEmulator()
  const env = {
    NODE_OPTIONS: `--import=${import.meta.resolve('../snippets/sns/localhost-names.ts')}`,
    AWS_ENDPOINT_URL: `http://sqs.eu-west-3.localhost:${new URL(address).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ACCOUNT_ID: '000000000000',
    AWS_PROFILE: '',
  }
  const there = { ...client, region: 'eu-west-3' }
  const [sns, sqs] = [new SNSClient(there), new SQSClient(there)]
  const left = async () => [(await sns.send(new ListTopicsCommand())).Topics ?? [], (await sqs.send(new ListQueuesCommand())).QueueUrls ?? []].flat()
  const aws = ['--aws', '--region', 'eu-west-3']

  it('says what it makes and what that costs, and makes nothing without a yes', async () => {
    const { trace } = await run(aws, { env, input: '\n' })
    expect(trace).toMatch(/On account 000000000000, in eu-west-3[\s\S]+topic {9}documents-demo-\w{8}-documentUploaded\n/)
    expect(trace).toMatch(/costs less than 0\.001 USD[\s\S]+Nothing was made\.\n$/)
    expect(await left()).toEqual([])
  })

  it('does the same there, and removes it at the end', async () => {
    const { trace } = await run(aws, { env, input: 'y\n' })
    expect(trace).toMatch(/3 documents lus · 0 en double\nThe topic, its subscription and the queues are removed\.\n$/)
    expect(await left()).toEqual([])
  })

  it('removes it after a failure, too, and says what failed', async () => {
    const { trace, problems, code } = await run(aws, { env: { ...env, AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' }, input: 'y\n' })
    expect(`${trace}${problems}`).toContain('check network, proxy, VPC endpoint')
    expect(code).toBe(1)
    expect(await left()).toEqual([])
  })

  it('credentials that do not say whose they are need --account', async () => {
    const { problems } = await run(aws, { env: { ...env, AWS_ACCOUNT_ID: '' } })
    expect(problems).toContain('add --account <12 digits>')
  })

  it('no credentials, or no region, is said before anything is made', async () => {
    const nothing = { ...env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent' }
    expect((await run(aws, { env: nothing })).problems).toContain('no credentials were found: set AWS_PROFILE')
    expect((await run(['--aws'], { env: { ...env, AWS_REGION: '', HOME: '/nonexistent' } })).problems).toContain('no region is known: set AWS_REGION')
  })
})
