/**
 * `npm run reality`: runs every preset of every means of retrieval in Chromium, against servers of Node behind a network of ours, compares
 * it with the simulation, and records it. With `--check` it compares with the recordings too, writes nothing, and fails where they differ.
 */
import type { Browser } from 'playwright-chromium'
import type { PresetCase } from '../reality/cases.ts'
import type { Comparison, Difference } from '../reality/compare.ts'
import type { RealRun } from '../reality/real-run.ts'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { chromium } from 'playwright-chromium'
import { cases } from '../reality/cases.ts'
import { compare } from '../reality/compare.ts'
import { FACTS } from '../reality/facts.ts'
import { knownDifference } from '../reality/known-differences.ts'
import { written } from '../reality/recorded.ts'
import { askForFacts } from './browser-facts.ts'
import { findBrowser } from './find-browser.ts'
import { runForReal } from './real-case.ts'

const { values: { check, only, scale } } = parseArgs({ options: {
  check: { type: 'boolean', default: false },
  /** Scenarios, scenario/preset, or facts, with commas between. */
  only: { type: 'string', default: '' },
  scale: { type: 'string', default: '1' },
} })

/** Pages that run at once: more would hold each other up. */
const MAX_PAGES = 24
/** A run in which the machine held a process up for longer is done again, at most so many times; the calmest counts. */
const CALM = 100
const MAX_ATTEMPTS = 2
/** What a run may last longer than its simulation. */
const SLACK = 3000

const fileOf = ({ id }: PresetCase) => fileURLToPath(new URL(`../reality/recorded/${id}.json`, import.meta.url))

async function runCalmly(browser: Browser, { transport, state, simulated, lanes }: PresetCase): Promise<RealRun> {
  let calmest: RealRun | undefined
  for (let attempt = 1; attempt <= MAX_ATTEMPTS && !(calmest && calmest.heldUp <= CALM); attempt++) {
    const run = await runForReal(browser, { transport, ...state, scale: Number(scale) }, simulated.duration + SLACK)
    if (!calmest || run.heldUp < calmest.heldUp)
      calmest = run
  }
  const shown = new Set(lanes.map(({ id }) => id))
  return { ...calmest!, messages: calmest!.messages.filter(({ from, to }) => shown.has(from) && shown.has(to)) }
}

interface Outcome extends Comparison { case: PresetCase, run: RealRun, problems: string[] }

async function examine(browser: Browser, real: PresetCase): Promise<Outcome> {
  const run = await runCalmly(browser, real)
  const known = knownDifference(real.id)
  const unexplained = (differences: Difference[]) => differences.filter(difference => !known?.explains(difference)).map(inWords)
  const comparison = compare(real.simulated, run)
  const problems = unexplained(comparison.differences)
  if (check) {
    const recorded = JSON.parse(await readFile(fileOf(real), 'utf8')) as RealRun
    problems.push(...unexplained(compare(real.simulated, recorded).differences).map(problem => `recorded: ${problem}`))
  }
  return { ...comparison, case: real, run, problems }
}

function inWords(difference: Difference): string {
  switch (difference.kind) {
    case 'messages':
      return `${difference.way}: simulated ${difference.simulated.join(', ') || 'nothing'}; real ${difference.real.join(', ') || 'nothing'}`
    case 'loss':
      return `${difference.way}: ${difference.label} (${difference.index + 1}) is lost in the ${difference.isLostIn} run only`
    case 'time':
      return `${difference.way}: ${difference.label} (${difference.index + 1}) is ${difference.late} ms late, the tolerance ${difference.tolerance} ms`
    case 'count':
      return `${difference.counter}: simulated ${difference.simulated}, real ${difference.real}`
  }
}

/** Runs as many at once as there is room for their pages. */
async function inTurns<T>(all: readonly T[], pagesOf: (one: T) => number, act: (one: T) => Promise<void>) {
  const waiting = [...all]
  let pages = 0
  await new Promise<void>((resolve, reject) => {
    function next() {
      if (waiting.length === 0 && pages === 0)
        return resolve()
      for (let index = 0; index < waiting.length;) {
        const needed = pagesOf(waiting[index]!)
        if (pages + needed > MAX_PAGES) {
          index++
          continue
        }
        const [one] = waiting.splice(index, 1) as [T]
        pages += needed
        act(one).then(() => {
          pages -= needed
          next()
        }, reject)
      }
    }
    next()
  })
}

const all = cases()
const starts = only.split(',')
const unknown = starts.filter(start => ![...all.map(({ id }) => id), 'facts'].some(name => name.startsWith(start)))
if (unknown.length > 0) {
  console.error(`--only ${unknown.join(',')}: no case begins so; there are facts, ${all.map(({ id }) => id).join(', ')}`)
  process.exit(1)
}
const chosen = all.filter(({ id }) => starts.some(start => id.startsWith(start)))
const browser = await chromium.launch(await findBrowser())
const outcomes: Outcome[] = []
const facts = starts.some(start => 'facts'.startsWith(start)) ? await askForFacts(browser) : {}
const begunAt = performance.now()
try {
  // The longest first: what ends last begins first.
  const longest = chosen.toSorted((a, b) => b.simulated.duration - a.simulated.duration)
  await inTurns(longest, ({ clients }) => clients, async real => void outcomes.push(await examine(browser, real)))
}
finally {
  await browser.close()
}

const wrongFacts = Object.entries(facts).filter(([id, seen]) => !isDeepStrictEqual(seen, FACTS[id as keyof typeof FACTS].seen))

const versions = { chromium: browser.version(), node: process.version.slice(1), on: new Date().toISOString().slice(0, 10) }
outcomes.sort((a, b) => chosen.indexOf(a.case) - chosen.indexOf(b.case))
console.table(Object.fromEntries(outcomes.map(({ case: { id, clients }, messages, latest, tolerance, run, problems }) => [id, {
  clients,
  messages,
  'latest (ms)': Math.round(latest),
  'tolerance (ms)': tolerance,
  'held up (ms)': run.heldUp,
  'as simulated': problems.length === 0,
}])))
for (const { case: { id }, problems } of outcomes)
  problems.forEach(problem => console.log(`${id}: ${problem}`))
for (const { case: { id } } of outcomes) {
  const known = knownDifference(id)
  if (known)
    console.log(`${id}, known: ${known.reason}`)
}
for (const [id, seen] of Object.entries(facts)) {
  const { says, seen: expected } = FACTS[id as keyof typeof FACTS]
  console.log(`fact ${id}: ${says} ${isDeepStrictEqual(seen, expected) ? 'Seen.' : `NOT SEEN: ${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`}`)
}
console.log(`Chromium ${versions.chromium}, Node ${versions.node}: ${outcomes.length} cases in ${Math.round((performance.now() - begunAt) / 1000)} s.`)
if (!check) {
  if (Object.keys(facts).length > 0 && wrongFacts.length === 0)
    await writeFile(new URL('../reality/recorded-facts.json', import.meta.url), `${JSON.stringify({ ...versions, facts }, null, 2)}\n`)
  // What differs for no known reason is no record to hold a simulation to.
  for (const { case: real, run } of outcomes.filter(({ problems }) => problems.length === 0)) {
    await mkdir(dirname(fileOf(real)), { recursive: true })
    await writeFile(fileOf(real), written(run, versions))
  }
}
process.exitCode = wrongFacts.length > 0 || outcomes.some(({ problems }) => problems.length > 0) ? 1 : 0
