/**
 * What the bus on SNS and SQS costs beside a bare loop of the SDK, which publishes the same bytes in batches of 10, receives by 10
 * and deletes by 10. Same emulator, in a process of its own; messages a second, and processor time of this process a message.
 * `--check` fails on a missed target.
 */
import type { Figure } from './report.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startSnsEmulator } from '../scripts/sns-emulator.ts'
import { createSnsBus } from '../snippets/sns/index.ts'
import { textAttributes } from '../snippets/sns/wire.ts'
import { conclude, median, rounded } from './report.ts'

const MAX_RATIO = 1.2
const ROUNDS = 5
const MESSAGES = 500
const BATCH = 10
const account = '000000000000'

interface Cost { ms: number, cpu: number }
type Contender = (clients: { sns: SNSClient, sqs: SQSClient }, name: string) => Promise<{ run: () => Promise<void>, stop: () => Promise<void> }>

const dataOf = (index: number) => ({ shipmentId: `S-${index}` })

const onBus: Contender = async (clients, prefix) => {
  const bus = createSnsBus<{ departed: { shipmentId: string } }>({ ...clients, account, prefix, wait: 1000 })
  let left = 0
  let finish = () => {}
  await bus.subscribe('departed', () => {
    left -= 1
    if (left === 0)
      finish()
  }, { name: 'email' })
  await bus.setUp()
  await bus.start()
  return {
    async run() {
      left = MESSAGES
      const finished = new Promise<void>(resolve => finish = resolve)
      await Promise.all([finished, ...Array.from({ length: MESSAGES }, (_, index) => bus.publish('departed', dataOf(index)))])
    },
    stop: () => bus.stop(),
  }
}

/** With the attributes and the envelope that the bus sends: what is compared is the work, not the bytes. */
function entryOf(index: number) {
  const id = crypto.randomUUID()
  const envelope = { id, kind: 'event', type: 'departed', version: 1, source: 'core', subject: null, time: new Date().toISOString(), data: dataOf(index) }
  const rest = { correlationId: id, causationId: null, idempotencyKey: null, traceparent: null, replyBy: null }
  return {
    Id: String(index % BATCH),
    Message: JSON.stringify({ ...envelope, ...rest }),
    MessageAttributes: textAttributes({ type: 'departed', version: '1', correlationId: id }),
  }
}

const onSdk: Contender = async ({ sns, sqs }, name) => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
  const Endpoint = `arn:aws:sqs:eu-west-1:${account}:${name}`
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }))

  async function publishAll() {
    for (let begin = 0; begin < MESSAGES; begin += BATCH) {
      const PublishBatchRequestEntries = Array.from({ length: BATCH }, (_, index) => entryOf(begin + index))
      await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }))
    }
  }

  async function receiveAll() {
    const receive = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: BATCH,
      WaitTimeSeconds: 1,
      VisibilityTimeout: 30,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['All'],
    })
    const deletions: Promise<unknown>[] = []
    for (let left = MESSAGES; left > 0;) {
      const { Messages = [] } = await sqs.send(receive)
      if (Messages.length === 0)
        continue
      Messages.forEach(({ Body }) => JSON.parse(Body!))
      left -= Messages.length
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
      deletions.push(sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })))
    }
    await Promise.all(deletions)
  }

  return {
    run: async () => void await Promise.all([publishAll(), receiveAll()]),
    stop: async () => {},
  }
}

async function costOf(run: () => Promise<void>): Promise<Cost> {
  const [begin, before] = [performance.now(), process.cpuUsage()]
  await run()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - begin, cpu: (user + system) / MESSAGES }
}

async function main() {
  const emulator = fork(import.meta.filename, ['emulator'])
  const [endpoint] = await once(emulator, 'message') as [string]
  const client = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } }
  const clients = { sns: new SNSClient(client), sqs: new SQSClient(client) }
  const [bus, sdk] = [await onBus(clients, 'bus'), await onSdk(clients, 'sdk')]
  const costs = { bus: [] as Cost[], sdk: [] as Cost[] }
  await bus.run()
  await sdk.run()
  for (let round = 0; round < ROUNDS; round++) {
    costs.bus.push(await costOf(bus.run))
    costs.sdk.push(await costOf(sdk.run))
  }
  await bus.stop()
  emulator.kill()

  const of = (field: keyof Cost) => ({ bus: median(costs.bus.map(cost => cost[field])), sdk: median(costs.sdk.map(cost => cost[field])) })
  const [ms, cpu] = [of('ms'), of('cpu')]
  const perSecond = (time: number) => rounded(MESSAGES / time * 1000)
  const figures: Figure[] = [
    {
      name: 'published and handled /s, as a time',
      measured: `${perSecond(ms.bus)} /s, SDK ${perSecond(ms.sdk)} /s, ${rounded(ms.bus / ms.sdk)} × its time`,
      target: `≤ ${MAX_RATIO} ×`,
      missed: ms.bus > MAX_RATIO * ms.sdk,
    },
    {
      name: 'processor per message',
      measured: `${rounded(cpu.bus)} µs, SDK ${rounded(cpu.sdk)} µs, ${rounded(cpu.bus / cpu.sdk)} ×`,
      target: `≤ ${MAX_RATIO} ×`,
      missed: cpu.bus > MAX_RATIO * cpu.sdk,
    },
  ]
  conclude(figures)
}

if (process.argv[2] === 'emulator')
  process.send!((await startSnsEmulator()).address)
else
  await main()
