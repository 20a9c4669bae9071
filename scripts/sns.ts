/**
 * `npm run sns`: the story of the slide on SNS as processes, on an emulator of SNS and SQS or on an account. Prints what all of
 * them do as one trace. `--help` says what may be asked.
 */
import type { SnsRequest } from './sns-arguments.ts'
import process from 'node:process'
import { agree, placeOnAccount, removeFrom } from './sns-account.ts'
import { readArguments, USAGE } from './sns-arguments.ts'
import { startSnsEmulator } from './sns-emulator.ts'
import { playStory } from './sns-story.ts'
import { lineOf } from './sns-words.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('Interrupted')))

async function play(request: SnsRequest, place: Parameters<typeof playStory>[0]['place']) {
  const onFact: Parameters<typeof playStory>[0]['onFact'] = (who, fact, at) => console.log(lineOf(who, fact, at))
  const { uploaded, published, readings, read, duplicates } = await playStory({ request, place, onFact, signal: interrupted.signal })
  console.log(`${uploaded} documents déposés · ${published} publications · ${readings} lectures · ${read} documents lus · ${duplicates} en double`)
}

async function onEmulator(request: SnsRequest) {
  const { address, stop } = await startSnsEmulator()
  const client = { region: 'eu-west-1', endpoint: address, credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' } }
  try {
    await play(request, { client, account: '000000000000', prefix: 'documents' })
  }
  finally {
    await stop()
  }
}

async function onAccount(request: SnsRequest, aws: NonNullable<SnsRequest['aws']>) {
  const place = await placeOnAccount(aws)
  if (!await agree(place, request.isFifo))
    return console.log('Nothing was made.')
  try {
    await play(request, place)
  }
  finally {
    await removeFrom(place, request.isFifo)
    console.log('The topic, its subscription and the queues are removed.')
  }
}

try {
  const request = readArguments(process.argv.slice(2))
  if (!request)
    console.log(USAGE)
  else
    await (request.aws ? onAccount(request, request.aws) : onEmulator(request))
}
catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
