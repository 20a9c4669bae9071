import type { SNSClient } from '@aws-sdk/client-sns'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { BusOptions } from '../bus/bus-options.ts'
import type { Json } from '../bus/json-data.ts'
import type { DataByType } from '../bus/message-schema.ts'
import type { Message } from '../bus/message.ts'
import type { Subscriber } from './consumer.ts'
import type { Place } from './names.ts'
import type { PortableBus, PortableContext, PortableHandler, PortablePublishOptions, PortableSubscribeOptions } from './portable-bus.ts'
import type { ResourcePlan } from './topology.ts'
import type { WireMessage } from './wire.ts'
import { PublishBatchCommand } from '@aws-sdk/client-sns'
import { envelope } from '../bus/envelope.ts'
import { DuplicateSubscriberError, InvalidFieldError, NothingToDoError } from '../bus/errors.ts'
import { contextMaker } from '../bus/handler-context.ts'
import { copyJson, toJson } from '../bus/json-data.ts'
import { checkType, validate } from '../bus/message-schema.ts'
import { checkPolicy } from '../bus/retry-policy.ts'
import { policyOf } from '../bus/subscription.ts'
import { systemClock, systemRandom } from '../bus/system.ts'
import { checkPublishOptions } from '../bus/text-fields.ts'
import { createTracing } from '../bus/tracing.ts'
import { createUuidV7 } from '../bus/uuid-v7.ts'
import { createVersions } from '../bus/versions.ts'
import { createBatcher, failuresOf } from './batcher.ts'
import { createConsumer } from './consumer.ts'
import { AwsError, explain, NotOnSnsError } from './errors.ts'
import { arn, checkName, deadLetterName, queueName, topicName } from './names.ts'
import { redriveAll } from './redrive.ts'
import { carryOut, planOf, queueUrl } from './topology.ts'
import { bytesOf, MAX_BYTES, toWire } from './wire.ts'

/** What both buses take. */
type SharedOptions<Events extends DataByType> = Pick<
  BusOptions<Events, DataByType, never>,
  'events' | 'upcasts' | 'source' | 'clock' | 'random' | 'newId' | 'concurrency' | 'timeout' | 'onError' | 'onWarning'
>

/** All times are in milliseconds. */
export interface SnsBusOptions<Events extends DataByType, Fifo extends keyof Events & string> extends SharedOptions<Events> {
  /** Of one region, which is that of the topics and queues. */
  sns: SNSClient
  sqs: SQSClient
  account: string
  /** What all names begin with: one application in one environment, as `documents-prod`. */
  prefix: string
  /** Types whose messages keep the order of each subject: `serial` subscribers need it. It never changes: a topic is FIFO or not. */
  fifo?: readonly Fifo[]
  /** For how long a message that was received is hidden; extended while its handler runs. Whole seconds, up to 12 h. */
  visibility?: number
  /** How long SQS waits for a message before it answers that there is none: whole seconds, 20 at most. */
  wait?: number
}

/** `serial` where the topic keeps an order, and by subject, since that is the id of its groups. `sync` is nowhere. */
export type SnsSubscribeOptions<IsFifo extends boolean>
  = PortableSubscribeOptions | (IsFifo extends true ? Omit<PortableSubscribeOptions, 'mode'> & { mode: 'serial', key: 'subject' } : never)

export interface SnsBus<Events extends DataByType, Fifo extends keyof Events & string> extends PortableBus<Events> {
  subscribe: <Type extends keyof Events & string>(
    type: Type,
    handler: PortableHandler<Events[Type], Events>,
    options: SnsSubscribeOptions<Type extends Fifo ? true : false>,
  ) => Promise<() => Promise<void>>
  /** Publishes a message that was stored elsewhere, as it is: from the outbox of a database. Twice, it is the same message, by its id. */
  relay: (message: Message) => Promise<void>
  /** What `setUp` would make for the types and subscribers known by now. It asks AWS nothing. */
  plan: () => Promise<ResourcePlan[]>
  /** Makes what `plan` says. It may be done again, and removes nothing. @throws {AwsError} */
  setUp: () => Promise<void>
  /** Sends a subscriber's dead letters to its queue again: all of them, SQS has no filter. Returns how many. */
  redrive: (subscriber: string) => Promise<number>
}

type Registered = Subscriber & { type: string }

/** The options of the bus on a database that no service of AWS stands for. */
const refusedOptions = {
  tx: 'SNS takes no part in a transaction: publish inside it on the bus of that database, and let a subscriber of it relay()',
  delay: 'SNS delivers at once: publish when the time has come, from the bus on a database or EventBridge Scheduler',
  at: 'SNS delivers at once: publish when the time has come, from the bus on a database or EventBridge Scheduler',
  idempotencyKey: 'SNS forgets: a FIFO topic drops what it saw in the last 5 minutes, by the message’s id. Handlers have to be idempotent',
}

/**
 * The bus on SNS and SQS: `publish` sends to the topic of the event's type, each subscriber reads a queue of its own. At least
 * once, in any order but that of a FIFO topic. Nothing is made by it but by `setUp`.
 */
export function createSnsBus<Events extends DataByType = DataByType, const Fifo extends keyof Events & string = never>({
  sns,
  sqs,
  account,
  prefix,
  events,
  upcasts,
  fifo = [],
  source = 'core',
  clock = systemClock,
  random = systemRandom,
  newId = createUuidV7(clock.now, systemRandom),
  concurrency = 10,
  timeout = 30_000,
  visibility = 30_000,
  wait = 20_000,
  onError = error => console.error(error),
  onWarning = warning => console.warn(warning),
}: SnsBusOptions<Events, Fifo>): SnsBus<Events, Fifo> {
  checkSeconds('visibility', visibility, 1, 12 * 3600)
  checkSeconds('wait', wait, 0, 20)
  const subscribers = new Map<string, Registered>()
  const consumers = new Map<string, ReturnType<typeof createConsumer>>()
  const batchers = new Map<string, (wire: WireMessage) => Promise<void>>()
  const versions = createVersions(upcasts)
  const tracing = createTracing()
  const isFifo = (type: string) => (fifo as readonly string[]).includes(type)
  const HandlerContext = contextMaker<Events, never, never>({ publish, send: noCommands, request: noCommands }, tracing.current)
  let isStarted = false
  for (const type of [...Object.keys(events ?? {}), ...fifo])
    checkName('type', type, prefix)

  async function publish<Type extends keyof Events & string>(type: Type, data: Events[Type], options: PortablePublishOptions = {}) {
    for (const [option, reason] of Object.entries(refusedOptions)) {
      if ((options as Record<string, unknown>)[option] !== undefined)
        throw new NotOnSnsError(`publish('${type}', …, { ${option} }): ${reason}`)
    }
    checkName('type', type, prefix)
    checkPublishOptions(options, true)
    const valid = toJson(type, await validate('event', type, data, events))
    const traceparent = options.traceparent ?? tracing.current()
    const draft = { kind: 'event' as const, type, version: versions.current(type), source, data: valid, id: newId(), now: clock.now() }
    const message: Message<Json<Events[Type]>> = envelope(draft, { ...options, ...traceparent !== null && { traceparent } })
    await send(message)
    return message
  }

  async function send(message: Message) {
    const span = tracing.publish(message)
    try {
      await batcherOf(message.type)(toWire(message, isFifo(message.type)))
      span.end()
    }
    catch (error) {
      tracing.fail(span, error)
      throw error
    }
  }

  function batcherOf(type: string) {
    const known = batchers.get(type)
    if (known)
      return known
    const batcher = createBatcher<WireMessage>({ send: wires => publishBatch(type, wires), bytesOf, maxBytes: MAX_BYTES })
    batchers.set(type, batcher)
    return batcher
  }

  async function publishBatch(type: string, wires: WireMessage[]) {
    const call = { action: 'sns:Publish', resource: topicName({ prefix }, type, isFifo(type)) }
    try {
      const { region } = await place()
      const explained = { ...call, resource: arn('sns', { region, account, prefix }, call.resource), region }
      const PublishBatchRequestEntries = wires.map((wire, index) => ({ Id: String(index), ...wire }))
      const { Failed } = await sns.send(new PublishBatchCommand({ TopicArn: explained.resource, PublishBatchRequestEntries }))
        .catch(error => Promise.reject(explain(error, explained)))
      return failuresOf(wires.length, Failed).map(error => error && explain(error, explained))
    }
    catch (error) {
      throw explain(error, call)
    }
  }

  /** @throws {AwsError} no region, or two */
  async function place(): Promise<Place> {
    const [region, other] = await Promise.all([sns.config.region(), sqs.config.region()]).catch((error) => {
      throw explain(error, { action: 'sns and sqs', resource: prefix })
    })
    if (region !== other)
      throw new AwsError('no-region', `The clients are of two regions, SNS of ${region} and SQS of ${other}: make both with one region`, undefined)
    return { region, account, prefix }
  }

  async function subscribe<Type extends keyof Events & string>(
    type: Type,
    handler: PortableHandler<Events[Type], Events>,
    options: SnsSubscribeOptions<Type extends Fifo ? true : false>,
  ) {
    const { name } = options
    const mode = checkMode(type, options)
    checkType('event', type, events)
    checkName('type', type, prefix)
    checkName('name', name, prefix)
    const policy = policyOf({ mode, retry: options.retry ?? null })
    checkPolicy(policy)
    if (policy.attempts > 1000)
      throw new InvalidFieldError('retry.attempts', 'SQS counts 1,000 at most before it moves a message to the dead-letter queue')
    if (subscribers.has(name))
      throw new DuplicateSubscriberError(`Subscriber ${name} is registered already: they would share one queue`)
    const subscriber: Registered = {
      name,
      type,
      mode,
      policy,
      timeout: options.timeout ?? timeout,
      handle: async (message, run) => {
        const readable = message.version === versions.current(type) ? message : await versions.read(message, events)
        return handler({ ...readable, data: copyJson(readable.data) } as Message, new HandlerContext(message, name, run) as PortableContext<Events>)
      },
    }
    subscribers.set(name, subscriber)
    if (isStarted)
      await consume(subscriber)
    return async () => {
      subscribers.delete(name)
      await consumers.get(name)?.stop(10_000)
      consumers.delete(name)
    }
  }

  function checkMode(type: string, { mode = 'async', key, from }: { mode?: string, key?: string, from?: string }): 'async' | 'serial' {
    const refuse = (reason: string): never => {
      throw new NotOnSnsError(`subscribe('${type}'): ${reason}`)
    }
    if (from !== undefined)
      refuse(`from: '${from}' is of a log. A queue begins with what is published after it was set up`)
    if (mode !== 'async' && mode !== 'serial')
      refuse(`mode '${mode}' is not on SNS: the publisher cannot wait for a subscriber of another process`)
    if (mode === 'serial' && !isFifo(type))
      refuse(`mode 'serial' needs a FIFO topic: name the type in { fifo: ['${type}'] } where the bus is created`)
    if (mode === 'serial' ? key !== 'subject' : key !== undefined)
      refuse('the key of a serial subscriber is \'subject\', that of the groups of the topic, and an async one has none')
    return mode as 'async' | 'serial'
  }

  async function urlsOf(name: string) {
    const subscriber = subscribers.get(name)
    if (!subscriber)
      throw new NothingToDoError(`No subscriber ${name} is registered here`)
    const { region } = await place()
    const fifoQueue = isFifo(subscriber.type)
    const [url, deadLetterUrl] = await Promise.all([queueName, deadLetterName].map(async (nameOf) => {
      const resource = nameOf({ prefix }, name, fifoQueue)
      const call = { action: 'sqs:GetQueueUrl', resource, region }
      const found = await queueUrl(sqs, resource).catch(error => Promise.reject(explain(error, call)))
      if (found === undefined)
        throw explain(Object.assign(new Error('no such queue'), { name: 'QueueDoesNotExist' }), call)
      return found
    })) as [string, string]
    return { url, deadLetterUrl, isFifo: fifoQueue, region }
  }

  async function consume(subscriber: Registered) {
    const queue = await urlsOf(subscriber.name)
    consumers.set(subscriber.name, createConsumer({ sqs, queue, subscriber, clock, random, tracing, concurrency, visibility, wait, onError, onWarning }))
  }

  const wanted = async () => ({
    ...await place(),
    types: Object.keys(events ?? {}),
    fifo: [...fifo],
    subscribers: [...subscribers.values()].map(({ name, type, policy }) => ({ name, type, attempts: policy.attempts })),
    visibility,
  })

  return {
    publish,
    subscribe,
    async relay(message) {
      if (message.kind !== 'event')
        return noCommands()
      checkName('type', message.type, prefix)
      await send({ ...message })
    },
    plan: async () => planOf(await wanted()),
    async setUp() {
      const all = await wanted()
      await carryOut(planOf(all), { sns, sqs, region: all.region })
    },
    async start() {
      await Promise.all([...subscribers.values()].map(consume))
      isStarted = true
    },
    async stop({ grace = 10_000 } = {}) {
      isStarted = false
      await Promise.all([...consumers.values()].map(consumer => consumer.stop(grace)))
      consumers.clear()
    },
    async redrive(name) {
      const queue = await urlsOf(name)
      return redriveAll({ sqs, queue, id: newId() })
        .catch(error => Promise.reject(explain(error, { action: 'redrive', resource: queue.deadLetterUrl, region: queue.region })))
    },
  }
}

async function noCommands(): Promise<never> {
  throw new NotOnSnsError('SNS carries events: a command has one handler, send it on the bus of a database, or to a queue')
}

function checkSeconds(field: string, ms: number, min: number, max: number) {
  if (!Number.isInteger(ms / 1000) || ms < min * 1000 || ms > max * 1000)
    throw new InvalidFieldError(field, `whole seconds are needed, from ${min} to ${max}, in milliseconds`)
}
