import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import { ChangeMessageVisibilityCommand, DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { textAttributes } from './wire.ts'

/** The attribute of a message that a redrive sent: the redrive's id. */
const REDRIVE = 'redrive'

interface Redrive {
  sqs: SQSClient
  /** Addresses of the queue and of its dead-letter queue. */
  queue: { url: string, deadLetterUrl: string, isFifo: boolean }
  /** Of this redrive: what fails again meanwhile bears it, and is left. */
  id: string
}

/**
 * Sends every message of a dead-letter queue to its queue again, with all its attempts, and returns how many. By receive,
 * send and delete: `StartMessageMoveTask` of SQS takes dead-letter queues that SQS alone feeds, and these are fed by the
 * subscription of SNS too. Sent before it is deleted: killed between the two, the message is handled once more, not lost.
 */
export async function redriveAll({ sqs, queue, id }: Redrive): Promise<number> {
  const left: Message[] = []
  let count = 0
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({
      QueueUrl: queue.deadLetterUrl,
      MaxNumberOfMessages: queue.isFifo ? 1 : 10,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['MessageGroupId'],
      MessageAttributeNames: ['All'],
    }))
    if (Messages.length === 0)
      break
    for (const message of Messages) {
      if (message.MessageAttributes?.[REDRIVE]?.StringValue === id) {
        left.push(message)
        continue
      }
      await send(message)
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.deadLetterUrl, ReceiptHandle: message.ReceiptHandle }))
      count += 1
    }
  }
  for (const { ReceiptHandle } of left)
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queue.deadLetterUrl, ReceiptHandle, VisibilityTimeout: 0 }))
  return count

  async function send({ Body, MessageAttributes = {}, MessageId, Attributes = {} }: Message) {
    const { error, attempts, ...kept } = MessageAttributes
    await sqs.send(new SendMessageCommand({
      QueueUrl: queue.url,
      MessageBody: Body,
      MessageAttributes: { ...kept, ...textAttributes({ [REDRIVE]: id }) },
      ...queue.isFifo && { MessageGroupId: Attributes.MessageGroupId, MessageDeduplicationId: `redrive-${MessageId}` },
    }))
  }
}
