import type { DataByType } from '../../../snippets/bus/message-schema.ts'
import type { AwsReason, PortableBus } from '../../../snippets/sns/index.ts'
import type { Events } from './emulator.ts'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { planInWords } from '../../../snippets/sns/index.ts'
import { MAX_BYTES } from '../../../snippets/sns/wire.ts'
import { createLog, startEmulator } from './emulator.ts'

const { world, client } = await startEmulator()
function handler() {}

describe('what SNS has not does not compile, and is refused with its reason', () => {
  it.each([
    // @ts-expect-error no `sync`
    ['sync', bus => bus.subscribe('documentUploaded', handler, { name: 'email', mode: 'sync' }), 'the publisher cannot wait'],
    // @ts-expect-error its topic keeps no order
    ['serial', bus => bus.subscribe('documentUploaded', handler, { name: 'email', mode: 'serial', key: 'subject' }), 'needs a FIFO topic'],
    // @ts-expect-error one queue for all, as the bus has without a key
    ['serial without a key', bus => bus.subscribe('taskDone', handler, { name: 'report', mode: 'serial' }), 'is \'subject\''],
    // @ts-expect-error another key than the group id
    ['serial by data', bus => bus.subscribe('taskDone', handler, { name: 'report', mode: 'serial', key: 'data.no' }), 'is \'subject\''],
    // @ts-expect-error no log
    ['from', bus => bus.subscribe('taskDone', handler, { name: 'report', from: 'beginning' }), 'A queue begins with'],
    // @ts-expect-error no transaction
    ['tx', bus => bus.publish('taskDone', { no: 1 }, { tx: {} }), 'SNS takes no part in a transaction'],
    // @ts-expect-error no delay
    ['delay', bus => bus.publish('taskDone', { no: 1 }, { delay: 1000 }), 'SNS delivers at once'],
    // @ts-expect-error no date
    ['at', bus => bus.publish('taskDone', { no: 1 }, { at: new Date(0) }), 'SNS delivers at once'],
    // @ts-expect-error five minutes are no key
    ['idempotencyKey', bus => bus.publish('taskDone', { no: 1 }, { idempotencyKey: 'T-1' }), 'SNS forgets'],
  ] as [string, (bus: ReturnType<ReturnType<typeof world>['bus']>) => Promise<unknown>, string][])('%s', async (_, call, reason) => {
    await expect(call(world().bus())).rejects.toMatchObject({ name: 'NotOnSnsError', message: expect.stringContaining(reason) })
  })

  it('a handler has no commands', async () => {
    const { bus } = world()
    const { publish, subscribe, setUp, start } = bus()
    const log = createLog<string>()
    await subscribe('documentUploaded', async (_, context) => {
      // @ts-expect-error no `send`
      await context.send('markAsDone').catch((error: Error) => log.add(error.name))
    }, { name: 'task' })
    await setUp()
    await start()
    await publish('documentUploaded', { name: 'a.pdf' })
    await log.until(({ length }) => length === 1)
    expect(log.entries).toEqual(['NotOnSnsError'])
  })

  it('code for the bus on a database and that on SNS takes either', () => {
    const portable = <Types extends DataByType>(bus: PortableBus<Types>) => bus
    expect([portable<Events>(createBus<Events>()), portable<Events>(world().bus())]).toHaveLength(2)
  })
})

it.each([
  ['a type that no schema has', (bus: any) => bus.publish('documentRead', {}), 'Known: documentUploaded, taskDone'],
  ['data that do not fit', (bus: any) => bus.publish('taskDone', { no: 'one' }), 'taskDone.no'],
  ['a subscriber whose name no queue can have', (bus: any) => bus.subscribe('taskDone', handler, { name: 'e-mail.de' }), 'letters, digits, - and _ only'],
  ['a name that is too long', (bus: any) => bus.subscribe('taskDone', handler, { name: 'a'.repeat(70) }), 'more than 70 characters'],
  ['more attempts than SQS counts', (bus: any) => bus.subscribe('taskDone', handler, { name: 'a', retry: { attempts: 1001 } }), '1,000 at most'],
  ['a correlation that is no UUID', (bus: any) => bus.publish('taskDone', { no: 1 }, { correlationId: 'D-1' }), 'a UUID'],
  ['a command from an outbox', (bus: any) => bus.relay({ kind: 'command', type: 'markAsDone' }), 'a command has one handler'],
  ['a redrive of nobody', (bus: any) => bus.redrive('nobody'), 'No subscriber nobody'],
])('%s is refused', async (_, call, message) => {
  await expect(call(world().bus())).rejects.toThrow(message)
})

it('times that SQS does not count are refused', () => {
  expect(() => world().bus({ visibility: 1500 })).toThrow('visibility: whole seconds')
  expect(() => world().bus({ visibility: 0 })).toThrow('from 1 to 43200')
  expect(() => world().bus({ wait: 21_000 })).toThrow('from 0 to 20')
})

it('a message of more bytes than SNS takes is refused before it is sent, and one of as many passes', async () => {
  const { bus } = world()
  const { publish, setUp } = bus()
  await setUp()
  const { id, ...rest } = await publish('documentUploaded', { name: '' })
  // Attributes count as well: each with its name and its type.
  const attributes = ['type', 'documentUploaded', 'version', '1', 'correlationId', id].join('').length + 3 * 'String'.length
  const room = MAX_BYTES - JSON.stringify({ id, ...rest }).length - attributes
  await publish('documentUploaded', { name: 'x'.repeat(room) })
  await expect(publish('documentUploaded', { name: 'x'.repeat(room + 1) })).rejects.toMatchObject({
    name: 'PayloadTooLargeError',
    message: expect.stringMatching(/262145 bytes, SNS takes 262144: store the data.*claim check/),
  })
})

it('two messages of one call that make more bytes than a batch go in two', async () => {
  const { publish, setUp } = world().bus()
  await setUp()
  await Promise.all(['a', 'b', 'c'].map(char => publish('documentUploaded', { name: char.repeat(200_000) })))
})

describe('set-up', () => {
  it('is planned before anything is made', async () => {
    const { bus, prefix } = world()
    const { plan, subscribe } = bus()
    await subscribe('documentUploaded', handler, { name: 'metis', retry: { attempts: 3 } })
    await subscribe('taskDone', handler, { name: 'report', mode: 'serial', key: 'subject' })
    const parts = await plan()
    expect(planInWords(parts).replaceAll(prefix, 'documents').split('\n')).toEqual([
      'topic         documents-documentUploaded',
      'topic         documents-taskDone.fifo',
      'queue         documents-metis-dead',
      'queue         documents-metis',
      'subscription  documents-documentUploaded → documents-metis',
      'queue         documents-report-dead.fifo',
      'queue         documents-report.fifo',
      'subscription  documents-taskDone.fifo → documents-report.fifo',
    ])
    expect(parts[3]).toMatchObject({ attributes: { RedrivePolicy: expect.stringContaining('"maxReceiveCount":3') } })
  })

  it('may be done again, by a version that retries more often, and nothing comes twice', async () => {
    const { bus } = world()
    const log = createLog<string>()
    for (const attempts of [3, 3, 4]) {
      const { subscribe, setUp } = bus({ visibility: attempts * 1000 })
      await subscribe('documentUploaded', handler, { name: 'metis', retry: { attempts } })
      await setUp()
    }
    const { publish, subscribe, start, stop } = bus()
    await subscribe('documentUploaded', ({ data }) => log.add(data.name), { name: 'metis' })
    await start()
    await publish('documentUploaded', { name: 'a.pdf' })
    await publish('documentUploaded', { name: 'b.pdf' })
    await log.until(({ length }) => length >= 2)
    await stop()
    expect(log.entries.sort()).toEqual(['a.pdf', 'b.pdf'])
  })
})

describe('an error of AWS says what is wrong and what to do', () => {
  const failing = (name: string, message = 'no') => async () => {
    throw Object.assign(new Error(message), { name })
  }
  function clients(options: object) {
    const all = { ...client, maxAttempts: 1, ...options }
    return { sns: new SNSClient(all), sqs: new SQSClient(all) }
  }
  const answer = (code: string) => ({
    requestHandler: { handle: failing(code), metadata: {}, destroy() {}, updateHttpClientConfig() {}, httpHandlerConfigs: () => ({}) },
  })

  it.each([
    ['no-credentials', { credentials: failing('CredentialsProviderError', 'Could not load credentials from any providers') }, 'set AWS_PROFILE'],
    ['no-region', { region: async () => Promise.reject(new Error('Region is missing')) }, 'set AWS_REGION'],
    ['refused-credentials', answer('ExpiredTokenException'), 'aws sso login'],
    ['denied', answer('AuthorizationErrorException'), 'allow sns:Publish on arn:aws:sns:eu-west-1:000000000000:'],
    ['throttled', answer('ThrottledException'), 'raise the client’s maxAttempts'],
    ['unreachable', { endpoint: 'http://127.0.0.1:9' }, 'check network, proxy, VPC endpoint'],
    ['not-found', {}, 'does not exist in eu-west-1: run setUp() there'],
    ['not-found', { region: 'us-east-1' }, 'does not exist in us-east-1'],
    ['other', answer('InternalError'), 'InternalError'],
  ] as [AwsReason, object, string][])('%s %#', async (reason, options, advice) => {
    const { publish } = world().bus(clients(options))
    await expect(publish('documentUploaded', { name: 'a.pdf' })).rejects.toMatchObject({ name: 'AwsError', reason, message: expect.stringContaining(advice) })
  })

  it('a queue that was not set up is named by start', async () => {
    const { bus, prefix } = world()
    const { subscribe, start } = bus()
    await subscribe('documentUploaded', handler, { name: 'metis' })
    await expect(start()).rejects.toThrow(`sqs:GetQueueUrl ${prefix}-metis`)
  })

  it('clients of two regions are refused', async () => {
    const { publish } = world().bus({ sqs: new SQSClient({ ...client, region: 'us-east-1' }) })
    await expect(publish('documentUploaded', { name: 'a.pdf' })).rejects.toThrow('SNS of eu-west-1 and SQS of us-east-1')
  })

  it('a throttled call is made again, with the SDK’s jitter', async () => {
    const { bus } = world()
    const sns = new SNSClient(client)
    let refusals = 2
    sns.middlewareStack.add(next => async (args) => {
      if (refusals-- > 0)
        throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException', $retryable: { throttling: true } })
      return next(args)
    }, { step: 'deserialize', priority: 'low' })
    await bus().setUp()
    await bus({ sns }).publish('documentUploaded', { name: 'a.pdf' })
    expect(refusals).toBe(-1)
  })
})
