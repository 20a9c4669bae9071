/** Figures of a benchmark: what was measured, beside what, what is wanted, and whether it is so. */
import process from 'node:process'

export interface Figure {
  name: string
  /** With its unit, and what it stands beside. */
  measured: string
  /** Empty where nothing is wanted of it. */
  target: string
  missed: boolean
}

export const percentile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]!
export const median = (values: number[]): number => percentile(values, 0.5)

/** Three digits, for a table. */
export const rounded = (value: number): string => String(Number(value.toPrecision(3)))

function printFigures(figures: Figure[]): void {
  console.table(Object.fromEntries(figures.map(({ name, measured, target, missed }) => [name, { measured, target, verdict: target && (missed ? 'missed' : 'met') }])))
}

/** Prints the figures, and hands them to `bench/all.ts` when that runs this benchmark. `--check` fails when a target is missed. */
export function conclude(figures: Figure[]): void {
  printFigures(figures)
  process.send?.(figures)
  const missed = figures.filter(({ missed }) => missed)
  if (process.argv.includes('--check')) {
    missed.forEach(({ name, measured, target }) => console.error(`Missed: ${name} at ${measured}, ${target} wanted.`))
    process.exitCode = missed.length > 0 ? 1 : 0
  }
}
