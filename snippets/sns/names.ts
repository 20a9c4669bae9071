import { createHash } from 'node:crypto'
import { InvalidFieldError } from '../bus/errors.ts'

/** Where the topics and queues of a bus are, and what they are called. */
export interface Place {
  region: string
  /** The 12 digits of the AWS account. */
  account: string
  /** What all names begin with: one application in one environment, as `documents-prod`. */
  prefix: string
}

/** SQS takes 80 characters, of which `-dead.fifo` is the longest ending. */
const MAX_NAME = 70

/** @throws {InvalidFieldError} no name of a topic or queue can be made of it */
export function checkName(field: string, name: string, prefix: string): void {
  if (!/^[\w-]+$/.test(name) || !/^[\w-]+$/.test(prefix))
    throw new InvalidFieldError(field, `${name}: names on SNS and SQS have letters, digits, - and _ only`)
  if (`${prefix}-${name}`.length > MAX_NAME)
    throw new InvalidFieldError(field, `${prefix}-${name} has more than ${MAX_NAME} characters, SQS takes 80 with its endings`)
}

const ending = (isFifo: boolean) => isFifo ? '.fifo' : ''

export const topicName = ({ prefix }: Pick<Place, 'prefix'>, type: string, isFifo: boolean) => `${prefix}-${type}${ending(isFifo)}`
export const queueName = ({ prefix }: Pick<Place, 'prefix'>, subscriber: string, isFifo: boolean) => `${prefix}-${subscriber}${ending(isFifo)}`
export const deadLetterName = ({ prefix }: Pick<Place, 'prefix'>, subscriber: string, isFifo: boolean) => `${prefix}-${subscriber}-dead${ending(isFifo)}`

export const arn = (service: 'sns' | 'sqs', { region, account }: Place, name: string) => `arn:${partitionOf(region)}:${service}:${region}:${account}:${name}`

function partitionOf(region: string) {
  return region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** What SNS and SQS take as the id of a group: 128 characters of ASCII, no spaces. */
const groupForm = /^[\x21-\x7E]{1,128}$/

/** Messages of one subject are one group; those without a subject are one, too. Other subjects than AWS takes go by their hash. */
export function groupOf(subject: string | null): string {
  if (subject === null)
    return 'no-subject'
  return groupForm.test(subject) ? subject : createHash('sha256').update(subject).digest('hex')
}
