import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Place } from './names.ts'
import { CreateTopicCommand, ListSubscriptionsByTopicCommand, SetSubscriptionAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { explain } from './errors.ts'
import { arn, deadLetterName, queueName, topicName } from './names.ts'

/** A subscriber as it is set up. */
export interface Subscriber {
  name: string
  type: string
  /** Attempts, the first one included, before a message is given up. */
  attempts: number
}

/** What is wanted in an account: of each event type a topic, of each subscriber a queue and its dead-letter queue. */
export interface Wanted extends Place {
  types: string[]
  /** Types of event whose messages keep their order: their topics and queues are FIFO. */
  fifo: string[]
  subscribers: Subscriber[]
  /** Milliseconds during which a message that was received is hidden from others. */
  visibility: number
}

interface TopicPlan { kind: 'topic', name: string, isFifo: boolean }
interface QueuePlan { kind: 'queue', name: string, isFifo: boolean, attributes: Record<string, string> }
interface SubscriptionPlan { kind: 'subscription', topicArn: string, queueArn: string, attributes: Record<string, string> }
export type ResourcePlan = TopicPlan | QueuePlan | SubscriptionPlan

const DAY = 86_400
const POLL_SECONDS = 20

/**
 * What `setUp` makes sure of, in order. Pure: it asks AWS nothing.
 *
 * One topic per event type, not one topic with filter policies: who may publish or subscribe is then said by type, a topic
 * is FIFO or not, a message of an unknown type is refused where it is published, and a filter takes up to 15 minutes to change.
 *
 * One queue per subscriber, so that each has its own pace, attempts and dead letters. Its dead-letter queue is also that of its
 * subscription: what SNS could not bring to the queue is kept there too. All queues of a FIFO topic are FIFO, though standard
 * ones may subscribe to it, since the dead-letter queue of a subscription has to be of its topic's kind.
 */
export function planOf({ types, fifo, subscribers, visibility, ...place }: Wanted): ResourcePlan[] {
  const isFifo = (type: string) => fifo.includes(type)
  const allTypes = [...new Set([...types, ...fifo, ...subscribers.map(({ type }) => type)])]
  return [
    ...allTypes.map((type): TopicPlan => ({ kind: 'topic', name: topicName(place, type, isFifo(type)), isFifo: isFifo(type) })),
    ...subscribers.flatMap(subscriber => subscriberPlan(place, subscriber, isFifo(subscriber.type), visibility)),
  ]
}

function subscriberPlan(place: Place, { name, type, attempts }: Subscriber, isFifo: boolean, visibility: number): ResourcePlan[] {
  const topicArn = arn('sns', place, topicName(place, type, isFifo))
  const queue = queueName(place, name, isFifo)
  const dead = deadLetterName(place, name, isFifo)
  const [queueArn, deadArn] = [queue, dead].map(each => arn('sqs', place, each)) as [string, string]
  return [
    { kind: 'queue', name: dead, isFifo, attributes: { MessageRetentionPeriod: String(14 * DAY), Policy: allowing(topicArn, deadArn) } },
    {
      kind: 'queue',
      name: queue,
      isFifo,
      attributes: {
        VisibilityTimeout: String(visibility / 1000),
        ReceiveMessageWaitTimeSeconds: String(POLL_SECONDS),
        // Shorter than that of dead letters, whose age goes on from the day they were published.
        MessageRetentionPeriod: String(4 * DAY),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: attempts }),
        Policy: allowing(topicArn, queueArn),
      },
    },
    {
      kind: 'subscription',
      topicArn,
      queueArn,
      attributes: { RawMessageDelivery: 'true', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn }) },
    },
  ]
}

/** The topic, and nothing else of SNS, may send to the queue. */
function allowing(topicArn: string, queueArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    }],
  })
}

/** A line for each part of a plan, for whoever is to agree to it. */
export function planInWords(plan: ResourcePlan[]): string {
  return plan.map((part) => {
    if (part.kind === 'subscription')
      return `subscription  ${part.topicArn.split(':').at(-1)} → ${part.queueArn.split(':').at(-1)}`
    return `${part.kind.padEnd(12)}  ${part.name}`
  }).join('\n')
}

/**
 * Makes what a plan names, or brings it to what the plan says: doing it twice changes nothing. Removes nothing.
 * @throws {AwsError} what AWS refused, and what to do
 */
export async function carryOut(plan: ResourcePlan[], { sns, sqs, region }: { sns: SNSClient, sqs: SQSClient, region: string }): Promise<void> {
  const make = {
    topic: ({ name, isFifo }: TopicPlan) => sns.send(new CreateTopicCommand({ Name: name, ...isFifo && { Attributes: { FifoTopic: 'true' } } })),
    queue: (part: QueuePlan) => makeQueue(sqs, part),
    subscription: (part: SubscriptionPlan) => makeSubscription(sns, part),
  }
  for (const part of plan) {
    try {
      await make[part.kind](part as never)
    }
    catch (error) {
      throw explain(error, { action: `set up ${part.kind}`, resource: part.kind === 'subscription' ? part.queueArn : part.name, region })
    }
  }
}

/** Attributes are set afterwards: `CreateQueue` refuses a queue that exists with others. */
async function makeQueue(sqs: SQSClient, { name, isFifo, attributes }: QueuePlan) {
  const url = await queueUrl(sqs, name)
    ?? (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...isFifo && { FifoQueue: 'true' }, ...attributes } }))).QueueUrl
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }))
}

/** Its address; undefined where no queue has this name. */
export async function queueUrl(sqs: SQSClient, name: string): Promise<string | undefined> {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl
  }
  catch (error) {
    if (explain(error, { action: 'sqs:GetQueueUrl', resource: name }).reason === 'not-found')
      return undefined
    throw error
  }
}

/** A new one has its attributes from the start, or its first messages would not be raw. */
async function makeSubscription(sns: SNSClient, { topicArn, queueArn, attributes }: SubscriptionPlan) {
  const known = await subscriptionArn(sns, topicArn, queueArn)
  if (known === undefined) {
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes: attributes }))
    return
  }
  for (const [AttributeName, AttributeValue] of Object.entries(attributes))
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: known, AttributeName, AttributeValue }))
}

async function subscriptionArn(sns: SNSClient, topicArn: string, queueArn: string, NextToken?: string): Promise<string | undefined> {
  const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }))
  const found = page.Subscriptions?.find(({ Endpoint }) => Endpoint === queueArn)
  if (found || !page.NextToken)
    return found?.SubscriptionArn
  return subscriptionArn(sns, topicArn, queueArn, page.NextToken)
}
