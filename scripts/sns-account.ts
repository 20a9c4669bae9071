/** The story on an AWS account: what is made there is said before, and removed at the end. */
import type { SnsRequest } from './sns-arguments.ts'
import type { Place } from './sns-story.ts'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { DeleteTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { explain } from '../snippets/sns/errors.ts'
import { planInWords, planOf } from '../snippets/sns/index.ts'
import { arn } from '../snippets/sns/names.ts'
import { queueUrl } from '../snippets/sns/topology.ts'

/**
 * Where the story runs on an account, under a name that no other run has.
 * @throws no region or no credentials, or these do not say whose account it is
 */
export async function placeOnAccount({ region, profile, account }: NonNullable<SnsRequest['aws']>): Promise<Place> {
  const sns = new SNSClient({ ...region !== undefined && { region }, ...profile !== undefined && { profile } })
  const [found, { accountId }] = await Promise.all([sns.config.region(), sns.config.credentials()])
    .catch(error => Promise.reject(explain(error, { action: 'sns', resource: 'and sqs' })))
  const whose = account ?? accountId
  if (whose === undefined)
    throw new Error('These credentials do not say whose account it is: add --account <12 digits>, as `aws sts get-caller-identity` tells')
  return {
    client: { region: found, ...profile !== undefined && { profile } },
    account: whose,
    prefix: `documents-demo-${randomBytes(4).toString('hex')}`,
  }
}

function planAt({ client: { region }, account, prefix }: Place, isFifo: boolean) {
  return planOf({
    region,
    account,
    prefix,
    types: ['documentUploaded'],
    fifo: isFifo ? ['documentUploaded'] : [],
    subscribers: [{ name: 'metis', type: 'documentUploaded', attempts: 5 }],
    visibility: 2000,
  })
}

/** What will be made, and what it costs; asked for a yes. */
export async function agree(place: Place, isFifo: boolean): Promise<boolean> {
  console.log(`On account ${place.account}, in ${place.client.region}, this makes, and removes at the end:

${planInWords(planAt(place, isFifo))}

It costs less than 0.001 USD: some publications to SNS, at 0.50 USD a million, and under 200 requests to SQS, at 0.40 or, FIFO, 0.50 USD a
million (list prices of November 2026; the first million of each a month is free). Topics and queues cost nothing by themselves.
`)
  process.stdout.write('Make them? [y/N] ')
  const lines = createInterface({ input: process.stdin })
  const [answer] = await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])]) as [string]
  lines.close()
  return /^y(?:es)?$/i.test(answer.trim())
}

/** Removes what the story made: its subscription goes with the topic. @throws what is left, and why. */
export async function removeFrom(place: Place, isFifo: boolean): Promise<void> {
  const { region } = place.client
  const [sns, sqs] = [new SNSClient(place.client), new SQSClient(place.client)]
  const left: string[] = []
  for (const part of planAt(place, isFifo).filter(({ kind }) => kind !== 'subscription') as { kind: string, name: string }[]) {
    const removal = part.kind === 'topic'
      ? sns.send(new DeleteTopicCommand({ TopicArn: arn('sns', { ...place, region }, part.name) }))
      : queueUrl(sqs, part.name).then(url => url === undefined ? undefined : sqs.send(new DeleteQueueCommand({ QueueUrl: url })))
    await removal.catch(error => left.push(`${part.kind} ${part.name} (${explain(error, { action: 'remove', resource: part.name, region }).message})`))
  }
  if (left.length > 0)
    throw new Error(`Left on the account, remove it by hand: ${left.join('; ')}`)
}
