/**
 * As `document-uploaded.ts`, on SNS and SQS: `AWS_ACCOUNT_ID`, and what the AWS SDK reads of the environment, say where. Its
 * topic and queues are made before, by `setUp`.
 */
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createSnsBus } from './sns/index.ts'

process.once('SIGTERM', () => stop())

const account = process.env.AWS_ACCOUNT_ID!
// #region bus
const clients = { sns: new SNSClient(), sqs: new SQSClient() }
const topics = { ...clients, account, prefix: 'documents' }
const { publish, subscribe, start, stop } = createSnsBus(topics)
await start()
// #endregion bus

await subscribe('documentUploaded', ({ data }) => {
  console.log(`task of ${data} marked as done`)
}, { name: 'task' })
await subscribe('documentUploaded', async ({ data }) => {
  await new Promise(res => setTimeout(res, 300))
  console.log(`email about ${data} sent`)
}, { name: 'email' })
console.log('document stored')
await publish('documentUploaded', 'invoice.pdf')
console.log('upload answered')
