import type { Message } from '@aws-sdk/client-sqs'
import type { SnsBusOptions } from '../../../snippets/sns/index.ts'
import { SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as v from 'valibot'
import { afterAll, afterEach } from 'vitest'
import { startSnsEmulator } from '../../../scripts/sns-emulator.ts'
import { createSnsBus } from '../../../snippets/sns/index.ts'

const events = { documentUploaded: v.object({ name: v.string() }), taskDone: v.object({ no: v.number() }) }
export interface Events { documentUploaded: { name: string }, taskDone: { no: number } }

/** An SNS and an SQS on this machine, for the tests of a file; each `world` has names of its own on it. */
export async function startEmulator() {
  const { address, stop } = await startSnsEmulator()
  const client = {
    endpoint: address,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  const [sns, sqs] = [new SNSClient(client), new SQSClient(client)]
  const buses: { stop: (options: { grace: number }) => Promise<void> }[] = []
  let worlds = 0
  afterEach(async () => void await Promise.all(buses.splice(0).map(bus => bus.stop({ grace: 0 }))))
  afterAll(async () => {
    sns.destroy()
    sqs.destroy()
    await stop()
  })

  return {
    address,
    client,
    sns,
    sqs,

    /** Makes buses of one application, `taskDone` in order. What goes wrong behind them is a failure of the test. */
    world() {
      const prefix = `world${++worlds}`
      const problems: unknown[] = []
      const bus = (options: Partial<SnsBusOptions<Events, 'taskDone'>> = {}) => {
        const made = createSnsBus({
          sns,
          sqs,
          account: '000000000000',
          prefix,
          events,
          fifo: ['taskDone'],
          wait: 1000,
          visibility: 1000,
          onError: error => problems.push(error),
          onWarning: warning => problems.push(warning),
          ...options,
        })
        buses.push(made)
        return made
      }
      const urlOf = async (name: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-${name}` }))).QueueUrl!
      /** Waits until a queue brings a message, and leaves it there. */
      async function look(name: string): Promise<Message> {
        const QueueUrl = await urlOf(name)
        for (;;) {
          const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({
            QueueUrl,
            WaitTimeSeconds: 20,
            VisibilityTimeout: 0,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
          }))
          if (message)
            return message
        }
      }
      /** Messages of a queue, whether they wait or run. */
      async function count(name: string) {
        const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: await urlOf(name), AttributeNames: ['All'] }))
        return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible)
      }
      return { prefix, bus, urlOf, look, count, problems }
    },
  }
}

/** What handlers did, and a wait for what they will have done. */
export function createLog<Entry = string>() {
  const entries: Entry[] = []
  const waiting = new Set<() => void>()
  return {
    entries,
    add(entry: Entry) {
      entries.push(entry)
      waiting.forEach(look => look())
    },
    until: (isDone: (entries: Entry[]) => boolean) => new Promise<void>((resolve) => {
      const look = () => {
        if (isDone(entries)) {
          waiting.delete(look)
          resolve()
        }
      }
      waiting.add(look)
      look()
    }),
  }
}
