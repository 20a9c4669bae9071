/**
 * One contender's turn in `bench/bus.ts`: throughput of single messages and of batches, and latency. Each turn is a process
 * of its own, so that no code runs slower or faster for what another contender did in the same process before.
 */
import type { Contender } from './bus-contenders.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
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

async function measure(database: string, name: string): Promise<Figures> {
  const handled = counter()
  const contender = await contendersOn(database)[name]!(handled.count)
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

async function turn(database: string, name: string): Promise<Figures> {
  const child = fork(fileURLToPath(import.meta.url), [database, name])
  const [figures] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => {
    throw new Error(`${name} on ${database} ended with ${code} before it told its figures`)
  })])
  await once(child, 'exit')
  return figures
}

/** Each contender in turn, again and again, so that a busy moment of the machine is shared. */
export async function race(database: string): Promise<Record<string, Figures[]>> {
  const figures: Record<string, Figures[]> = {}
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(contendersOn(database)))
      (figures[name] ??= []).push(await turn(database, name))
  }
  return figures
}

const [, script, database, name] = process.argv
if (process.send && script === fileURLToPath(import.meta.url)) {
  const figures = await measure(database!, name!)
  process.send(figures, () => process.disconnect())
}
