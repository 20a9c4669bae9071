/**
 * One contender's turn in `bench/bus.ts`: throughput of single messages and of batches, and latency. Each turn is a process
 * of its own, so that no code runs slower or faster for what another contender did in the same process before.
 */
import type { ChildProcess } from 'node:child_process'
import type { Contender } from './bus-contenders.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { contendersOn } from './bus-contenders.ts'

export const BATCH = 1000
/** Publishers at once: as many requests that a server is answering. */
export const PUBLISHERS = 100
/** Messages of the first run, which is cold. */
const FIRST = 2000
/** Seconds that the runs after it last, at the pace of the one before. */
const SPAN = 2
const PROBES = 200
const ROUNDS = 3
const ROUNDS_OF_TWO = 2

const dataOf = (index: number) => ({ shipmentId: `S-${index}` })

/** Counts calls of handlers, and waits for a number of them. */
export function counter() {
  let handled = 0
  let target = Infinity
  let reached = () => {}
  return {
    count: () => {
      handled += 1
      if (handled === target)
        reached()
    },
    /** Resolves after so many calls since the beginning. */
    until: (total: number) => new Promise<void>((resolve) => {
      target = total
      reached = resolve
      if (handled === total)
        resolve()
    }),
    soFar: () => handled,
  }
}
export type Counter = ReturnType<typeof counter>

interface Load { publishers: number, batch?: number, subscribers?: number }

/** Deliveries a second: each publisher waits until what it published is stored before it publishes more; all are handled in the end. */
async function perSecond(contender: Contender, handled: Counter, { publishers, batch = 1, subscribers = 1 }: Load, calls: number): Promise<number> {
  const done = handled.until(handled.soFar() + calls * batch * subscribers)
  const begin = performance.now()
  let called = 0
  await Promise.all(Array.from({ length: publishers }, async () => {
    while (called < calls) {
      const first = called++ * batch
      await (batch > 1
        ? contender.publishBatch!(Array.from({ length: batch }, (_, index) => dataOf(first + index)))
        : contender.publish(dataOf(first)))
    }
  }))
  await done
  await contender.settled?.()
  return calls * batch * subscribers / (performance.now() - begin) * 1000
}

/** The same once it is warm: code is compiled and pages are in memory. */
export async function paceOf(contender: Contender, handled: Counter, load: Load): Promise<number> {
  const { batch = 1, subscribers = 1 } = load
  const callsIn = (seconds: number, pace: number) => Math.ceil(pace * seconds / batch / subscribers)
  const cold = await perSecond(contender, handled, load, FIRST / batch)
  const warmer = await perSecond(contender, handled, load, callsIn(SPAN, cold))
  return perSecond(contender, handled, load, callsIn(SPAN, warmer))
}

/** Messages a second, and milliseconds from publish to handled. */
export interface Figures { apart: number, batch: number | null, latencies: number[] }

async function measure(database: string, name: string, path: string): Promise<Figures> {
  const handled = counter()
  const contender = await contendersOn(database)[name]!(handled.count, 'both', path)
  const apart = await paceOf(contender, handled, { publishers: PUBLISHERS })
  const batch = contender.publishBatch ? await paceOf(contender, handled, { publishers: 1, batch: BATCH }) : null
  const latencies: number[] = []
  for (let probe = 0; probe < PROBES; probe++) {
    const begin = performance.now()
    const done = handled.until(handled.soFar() + 1)
    await contender.publish(dataOf(probe))
    await done
    latencies.push(performance.now() - begin)
  }
  await contender.close()
  return { apart, batch, latencies }
}

/** Messages a second, and milliseconds from publish to handled, where one process publishes and another one handles. */
export type FiguresOfTwo = Omit<Figures, 'batch'>

/** Milliseconds on a clock that all processes share. */
const date = () => performance.timeOrigin + performance.now()

/** The part of a process beside another: publishes as many as it is asked to, or waits until so many are handled. Says when. */
async function takePart(database: string, name: string, path: string, part: 'publish' | 'handle') {
  const handled = counter()
  const contender = await contendersOn(database)[name]!(handled.count, part, path)
  process.on('message', async (count: number) => {
    const begin = date()
    if (part === 'handle')
      await handled.until(count)
    else
      await publishAll(contender, count)
    process.send!(part === 'handle' ? date() : begin)
  })
  process.on('disconnect', async () => {
    await contender.close()
    process.exit()
  })
  process.send!('ready')
}

async function publishAll(contender: Contender, count: number) {
  let called = 0
  await Promise.all(Array.from({ length: Math.min(PUBLISHERS, count) }, async () => {
    while (called < count)
      await contender.publish(dataOf(called++))
  }))
}

const start = (...args: string[]) => fork(fileURLToPath(import.meta.url), args)

async function answerOf(child: ChildProcess): Promise<any> {
  const answered = new AbortController()
  const answer = once(child, 'message', answered).then(([answer]) => answer)
  const end = once(child, 'exit', answered).then(([code]) => {
    throw new Error(`${child.spawnargs.slice(2).join(' ')} ended with ${code} before it told its figures`)
  })
  return Promise.race([answer, end]).finally(() => answered.abort())
}

async function turn(database: string, name: string, path: string): Promise<Figures> {
  const child = start(database, name, path, 'both')
  const figures = await answerOf(child)
  await once(child, 'exit')
  return figures
}

async function turnOfTwo(database: string, name: string, path: string): Promise<FiguresOfTwo> {
  const children: ChildProcess[] = []
  // The one that handles first: it makes the tables, and the subscription.
  for (const part of ['handle', 'publish']) {
    const child = start(database, name, path, part)
    children.push(child)
    await answerOf(child)
  }
  const [worker, publisher] = children as [ChildProcess, ChildProcess]
  let total = 0
  /** Milliseconds from the first publish to the last one handled. */
  async function take(count: number) {
    const [end, begin] = [answerOf(worker), answerOf(publisher)]
    worker.send(total += count)
    publisher.send(count)
    return await end - await begin
  }
  const cold = await take(FIRST)
  const count = Math.ceil(FIRST / cold * SPAN * 1000)
  const apart = count / await take(count) * 1000
  const latencies: number[] = []
  for (let probe = 0; probe < PROBES; probe++)
    latencies.push(await take(1))
  for (const child of children) {
    child.disconnect()
    await once(child, 'exit')
  }
  return { apart, latencies }
}

/** Each contender in turn, again and again, so that a busy moment of the machine is shared; each on a file of its own. */
async function inTurns<Result>(database: string, rounds: number, take: (database: string, name: string, path: string) => Promise<Result>) {
  const results: Record<string, Result[]> = {}
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(contendersOn(database))) {
      const folder = mkdtempSync(join(tmpdir(), 'bench-bus-'))
      ;(results[name] ??= []).push(await take(database, name, join(folder, 'messages.db')))
      rmSync(folder, { recursive: true })
    }
  }
  return results
}

export const race = (database: string) => inTurns(database, ROUNDS, turn)
/** A process that publishes, and one that handles. */
export const raceOfTwo = (database: string) => inTurns(database, ROUNDS_OF_TWO, turnOfTwo)

const [, script, database, name, path, part] = process.argv
if (process.send && script === fileURLToPath(import.meta.url)) {
  if (part === 'publish' || part === 'handle') {
    await takePart(database!, name!, path!, part)
  }
  else {
    const figures = await measure(database!, name!, path!)
    process.send(figures, () => process.disconnect())
  }
}
