import type { MessageAttributeValue, PublishBatchRequestEntry } from '@aws-sdk/client-sns'
import type { Message } from '../bus/message.ts'
import { Buffer } from 'node:buffer'
import { NonRetriableError } from '../bus/errors.ts'
import { PayloadTooLargeError } from './errors.ts'
import { groupOf } from './names.ts'

/** Bytes of a message with its attributes, and of a batch. A topic may allow 1 MiB since 2026, by its `MaximumMessageSize`. */
export const MAX_BYTES = 256 * 1024

/** What goes to a topic for one message: the whole envelope, whose id stays through each delivery, unlike the ids that AWS gives. */
export type WireMessage = Omit<PublishBatchRequestEntry, 'Id'> & { Message: string }

/**
 * The envelope as JSON. Type, version, correlation and trace are attributes too: filters, routing and tracers read them without
 * the body. With raw delivery SQS takes ten of them at most, and SNS drops a message that has more.
 * @throws {PayloadTooLargeError} too many bytes
 */
export function toWire(message: Message, isFifo: boolean): WireMessage {
  const wire = {
    Message: jsonOf(message),
    MessageAttributes: textAttributes({
      type: message.type,
      version: String(message.version),
      correlationId: message.correlationId,
      ...message.traceparent !== null && { traceparent: message.traceparent },
    }),
    ...isFifo && { MessageGroupId: groupOf(message.subject), MessageDeduplicationId: message.id },
  }
  const bytes = bytesOf(wire)
  if (bytes > MAX_BYTES) {
    throw new PayloadTooLargeError(`${message.type} has ${bytes} bytes, SNS takes ${MAX_BYTES}: store the data, as in S3, and publish `
      + 'where they are (claim check): { documentUrl }. The subscriber reads them there')
  }
  return wire
}

/** The message that a queue brought. @throws {NonRetriableError} it is none of this bus */
export function fromWire(body: string): Message {
  const message = parse(body)
  if (typeof message?.id !== 'string' || typeof message.type !== 'string' || !Number.isInteger(message.version) || !('data' in message))
    throw new NonRetriableError('What the queue brought is no message of this bus: is raw delivery on, and who else may send to it?')
  return message
}

function parse(body: string): any {
  try {
    return JSON.parse(body)
  }
  catch {
    return undefined
  }
}

export function textAttributes(texts: Record<string, string>): Record<string, MessageAttributeValue> {
  return Object.fromEntries(Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]))
}

/** As AWS counts: the body, and of each attribute its name, type and value. */
export function bytesOf({ Message, MessageAttributes = {} }: WireMessage): number {
  const texts = Object.entries(MessageAttributes).flatMap(([name, { DataType = '', StringValue = '' }]) => [name, DataType, StringValue])
  return [Message, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** SQS refuses two characters that JSON leaves as they are. */
function jsonOf(message: Message): string {
  return JSON.stringify(message).replaceAll(/[\uFFFE\uFFFF]/g, char => `\\u${char.charCodeAt(0).toString(16)}`)
}
