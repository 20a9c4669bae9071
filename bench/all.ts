/** Runs all benchmarks, one after the other, and prints one table of their figures. `--check` fails when a target is missed. */
import type { Figure } from './report.ts'
import { fork } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { conclude } from './report.ts'

const BENCHMARKS = ['load', 'dev', 'run', 'turn', 'simulation', 'console', 'connections', 'bus', 'sns'] as const
/** A benchmark that takes longer than this waits for what never comes. */
const PATIENCE_MS = 600_000

/** The figures of a benchmark; one that ends without them is a figure itself. */
async function figuresOf(name: string): Promise<Figure[]> {
  const begin = performance.now()
  const child = fork(join(import.meta.dirname, `${name}.ts`), ['--check'], { timeout: PATIENCE_MS })
  const figures: Figure[] = []
  child.on('message', message => figures.push(...message as Figure[]))
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  const seconds = Math.round((performance.now() - begin) / 1000)
  console.log(`bench:${name} took ${seconds} s.`)
  if (figures.length === 0)
    figures.push({ name: 'its own table, above', measured: `${seconds} s`, target: 'all its targets', missed: code !== 0 })
  return figures.map(figure => ({ ...figure, name: `${name}: ${figure.name}` }))
}

// What one benchmark builds serves the others: `bench/decks.ts`.
process.env.BENCH_BEGAN_AT = String(Date.now())
const figures: Figure[] = []
for (const name of BENCHMARKS)
  figures.push(...await figuresOf(name))
conclude(figures)
