/**
 * `npm run record:sns` kills processes of the story on SNS, on the emulator, and records what became of the documents:
 * `tests/simulation/scenarios/crash-on-sns.test.ts` holds the simulation of the crash slide to it.
 */
import type { Service } from './sns-arguments.ts'
import type { Fact } from './sns-process.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSnsEmulator } from './sns-emulator.ts'
import { playStory } from './sns-story.ts'

/** Whom, and when, in the middle of what it does. */
const KILLS: { kill: Service, at: number[], cores: number }[] = [
  { kill: 'metis', at: [250, 650, 1500, 2000, 3250, 3650], cores: 1 },
  { kill: 'core', at: [150, 300, 550, 700], cores: 1 },
  { kill: 'core', at: [150, 550], cores: 2 },
]
/** Milliseconds between two uploads, and by how much a process may be late: where the machine stalled, the kill is made again. */
const SPACING = 400
const LATE = 200

interface Told { who: string, fact: Fact, at: number }

/** Whether Metis began to read all that it should by the kill, each document soon after its upload was due. */
function isCalm(told: Told[], killAt: number): boolean {
  const death = told.findIndex(({ fact }) => fact.what === 'is-killed')
  const begun = told.slice(0, death).filter(({ fact }) => fact.what === 'reads')
  const due = [0, 1, 2].map(index => index * SPACING).filter(at => at < killAt)
  return told[death]!.at - killAt < LATE / 2 && begun.length === due.length && begun.every(({ at }, index) => at - due[index]! < LATE)
}

async function killed(endpoint: string, kill: Service, at: number, cores: number, tries = 1) {
  const told: Told[] = []
  const place = {
    client: { region: 'eu-west-1', endpoint, credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' } },
    account: '000000000000',
    prefix: `${kill}-${at}-${cores}-${tries}`,
  }
  const request = { kill, at, instances: { core: cores, metis: 1 }, isFifo: false, isSlow: true }
  const outcome = await playStory({ request, place, onFact: (who, fact, at) => told.push({ who, fact, at }) })
  if (!isCalm(told, at))
    return killed(endpoint, kill, at, cores, tries + 1)
  const { published, readings, read, duplicates } = outcome
  const deliveries = told.filter(({ fact }) => fact.what === 'reads' || fact.what === 'reads-again').length
  const death = told.findIndex(({ fact }) => fact.what === 'is-killed')
  const rebirth = told.slice(death).find(({ who, fact }) => who === kill && fact.what === 'is-up')
  const times = { killedAt: told[death]!.at, upAt: rebirth?.at ?? null }
  return { kill, cores, ...times, published, deliveries, read, duplicates, interrupted: deliveries - readings }
}

const emulator = await startSnsEmulator()
const lines: string[] = []
for (const { kill, at, cores } of KILLS) {
  for (const moment of at) {
    lines.push(JSON.stringify(await killed(emulator.address, kill, moment, cores)))
    console.log(lines.at(-1))
  }
}
await emulator.stop()
writeFileSync(join(import.meta.dirname, '../tests/simulation/scenarios/crash-on-sns.json'), `[\n  ${lines.join(',\n  ')}\n]\n`)
