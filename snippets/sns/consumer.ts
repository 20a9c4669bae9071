/*
 * A consumer brings the messages of one queue to one handler. The queue decides who gets what: a message that is received is
 * hidden from others for the visibility time, which is extended while its handler runs, and comes back when that is over.
 * A process that dies says nothing: its messages come back by themselves, and that attempt counts.
 */
import type { Message as Received, SQSClient } from '@aws-sdk/client-sqs'
import type { Delivery, Message } from '../bus/message.ts'
import type { RetryPolicy } from '../bus/retry-policy.ts'
import type { Clock } from '../bus/system.ts'
import type { Tracing } from '../bus/tracing.ts'
import { ChangeMessageVisibilityCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { newDelivery } from '../bus/envelope.ts'
import { inTime } from '../bus/in-time.ts'
import { afterFailure, backoff, policies } from '../bus/retry-policy.ts'
import { createTimers } from '../bus/timers.ts'
import { createBatcher, failuresOf } from './batcher.ts'
import { explain } from './errors.ts'
import { fromWire, textAttributes } from './wire.ts'

/** The longest that SQS hides a message. */
const MAX_VISIBILITY = 12 * 3600
/** Characters of an error that go with a dead letter. */
const MAX_ERROR = 1000

export interface Subscriber {
  name: string
  mode: 'async' | 'serial'
  policy: RetryPolicy
  /** Milliseconds. */
  timeout: number
  handle: (message: Message, run: { attempt: number, stopped: () => AbortSignal }) => unknown
}

interface ConsumerOptions {
  sqs: SQSClient
  queue: { url: string, deadLetterUrl: string, isFifo: boolean, region: string }
  subscriber: Subscriber
  clock: Clock
  random: () => number
  tracing: Pick<Tracing, 'process'>
  /** Messages handled at once. */
  concurrency: number
  /** Milliseconds, whole seconds. */
  visibility: number
  wait: number
  onError: (error: unknown) => void
  onWarning: (warning: string) => void
}

/** Begins at once to receive; each attempt ends by a deletion, by a later return of the message, or in the dead-letter queue. */
export function createConsumer({ sqs, queue, subscriber, clock, random, tracing, concurrency, visibility, wait, onError, onWarning }: ConsumerOptions) {
  const { name, policy, timeout } = subscriber
  const running = new Map<Received, { done: Promise<void>, stop: AbortController }>()
  /** Outcomes that are being told: their handlers are done, and leave their places to others. */
  const settling = new Set<Promise<void>>()
  const polling = new AbortController()
  const stopping = new Promise<void>(resolve => polling.signal.addEventListener('abort', () => resolve()))
  const timers = createTimers(clock)
  let isStopped = false
  const explained = (action: string, resource = queue.url) => (error: unknown) => explain(error, { action, resource, region: queue.region })
  const failed = (action: string) => (error: unknown) => onError(explained(action)(error))

  const remove = createBatcher<string>({
    async send(handles) {
      const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
      const { Failed } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }))
      return failuresOf(handles.length, Failed)
    },
  })

  async function poll(failures = 0) {
    while (!polling.signal.aborted) {
      if (running.size >= concurrency) {
        await Promise.race([stopping, ...[...running.values()].map(({ done }) => done)])
        continue
      }
      try {
        const received = await receive()
        received.forEach(start)
        failures = 0
      }
      catch (error) {
        if (polling.signal.aborted)
          return
        failed('sqs:ReceiveMessage')(error)
        failures += 1
        await Promise.race([stopping, new Promise<void>(resolve => timers.after(backoff(failures, policies.async, random), resolve))])
      }
    }
  }

  /**
   * Of a FIFO queue one at a time: a batch may hold several messages of a group, and those behind one that fails would have to
   * be given back unhandled, with an attempt the less.
   */
  async function receive() {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: queue.isFifo ? 1 : Math.min(10, concurrency - running.size),
      WaitTimeSeconds: wait / 1000,
      VisibilityTimeout: visibility / 1000,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      MessageAttributeNames: ['All'],
    }), { abortSignal: polling.signal })
    return Messages
  }

  function start(received: Received) {
    const stop = new AbortController()
    const done = attempt(received, stop).then((outcome) => {
      running.delete(received)
      if (isStopped)
        return
      const settled = settle(received, outcome).catch(failed('sqs:DeleteMessage')).finally(() => settling.delete(settled))
      settling.add(settled)
    })
    running.set(received, { done, stop })
  }

  /** What became of it: undefined where it is done. */
  async function attempt(received: Received, stop: AbortController): Promise<Delivery | undefined> {
    const attempts = Number(received.Attributes?.ApproximateReceiveCount ?? 1)
    const letGo = hold(received, stop)
    try {
      const message = fromWire(received.Body ?? '')
      const delivery = deliveryOf(message, attempts)
      await tracing.process(message, delivery, () => handleInTime(message, attempts, stop))
      return undefined
    }
    catch (error) {
      return afterFailure(deliveryOf(unread, attempts), error, { policy, now: clock.now(), random })
    }
    finally {
      letGo()
    }
  }

  /** Tells the queue; a failure to do so leaves the message to come back by itself. */
  async function settle(received: Received, outcome: Delivery | undefined) {
    if (outcome?.state === 'retry') {
      const seconds = Math.ceil((Date.parse(outcome.startAfter!) - clock.now()) / 1000)
      return hide(received, seconds).catch(failed('sqs:ChangeMessageVisibility'))
    }
    if (outcome)
      await bury(received, outcome)
    await remove(received.ReceiptHandle!)
  }

  function deliveryOf(message: Pick<Message, 'id' | 'time'>, attempts: number): Delivery {
    const addressee = { subscriber: name, mode: subscriber.mode, lane: null, maxAttempts: policy.attempts }
    return { ...newDelivery(message as Message, addressee, name), attempts }
  }

  function handleInTime(message: Message, attempt: number, stop: AbortController) {
    return inTime(() => subscriber.handle(message, { attempt, stopped: () => stop.signal }), {
      timeout,
      clock,
      stop,
      patience: subscriber.mode === 'serial' ? timeout : 0,
      onOverlap: () => onWarning(`Message ${message.id}: ${name} goes on after twice its time; the next message of its group overlaps it`),
    })
  }

  /** Extends the visibility for as long as it takes. Where the message is another's by now, what the handler does is over. */
  function hold(received: Received, stop: AbortController) {
    let isHeld = true
    let cancel = () => {}
    const next = () => {
      if (!isHeld)
        return
      cancel = clock.after(visibility / 3, () => hide(received, visibility / 1000).catch((error) => {
        if (/NotInflight|ReceiptHandleIsInvalid/.test((error as Error).name))
          stop.abort(new Error('The queue gave this message to another process: its visibility time was over'))
        else
          failed('sqs:ChangeMessageVisibility')(error)
      }).finally(next))
    }
    next()
    return () => {
      isHeld = false
      cancel()
    }
  }

  async function hide({ ReceiptHandle }: Received, seconds: number) {
    const VisibilityTimeout = Math.min(Math.max(0, seconds), MAX_VISIBILITY)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle, VisibilityTimeout }))
  }

  /**
   * To the dead-letter queue, with the error: at the last attempt, or at once for an error that no attempt can cure. It is sent
   * before it is deleted: killed between the two, the message is there twice, not lost. What kills its process instead is moved
   * by the queue itself, by its redrive policy.
   */
  async function bury({ Body, MessageAttributes, MessageId, Attributes = {} }: Received, { attempts, lastError }: Delivery) {
    const error = `${lastError?.name}: ${lastError?.message}`.slice(0, MAX_ERROR)
    await sqs.send(new SendMessageCommand({
      QueueUrl: queue.deadLetterUrl,
      MessageBody: Body || ' ',
      MessageAttributes: { ...MessageAttributes, ...textAttributes({ error: cleaned(error), attempts: String(attempts) }) },
      // By SQS's id, which is another after each redrive: within five minutes the message's own would be dropped as known.
      ...queue.isFifo && { MessageGroupId: Attributes.MessageGroupId, MessageDeduplicationId: `${MessageId}-${attempts}` },
    })).catch(error => Promise.reject(explained('sqs:SendMessage', queue.deadLetterUrl)(error)))
  }

  const polled = poll()

  return {
    /** Receives no more, waits `grace` milliseconds for the handlers that run, and gives back what they have not done. */
    async stop(grace: number) {
      polling.abort()
      const ended = Promise.all([...running.values()].map(({ done }) => done))
      await Promise.race([ended, new Promise<void>(resolve => timers.after(grace, resolve))])
      isStopped = true
      timers.cancelAll()
      const left = [...running]
      left.forEach(([, { stop }]) => stop.abort(new Error('The bus stopped')))
      await Promise.all([polled, ...settling, ...left.map(([received]) => hide(received, 0).catch(failed('sqs:ChangeMessageVisibility')))])
    },
  }
}

/** Stands for a message that may not be readable. */
const unread = { id: '', time: '' }

/** Without what SQS refuses in an attribute. */
// eslint-disable-next-line no-control-regex
const cleaned = (text: string) => text.toWellFormed().replaceAll(/[\0-\x08\v\f\x0E-\x1F\uFFFE\uFFFF]/g, '\uFFFD')
