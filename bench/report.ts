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

/** A figure of the deck, with its unit, and the same of stock Slidev. */
export function besideStock(own: number, stock: number, unit: string): string {
  return `${rounded(own)} ${unit}, stock ${rounded(stock)}, ${rounded(own / stock)} ×`
}

/** The deck takes at most so many times what stock Slidev takes. */
export function noMoreThanStock(name: string, own: number, stock: number, unit: string, times = 1): Figure {
  return { name, measured: besideStock(own, stock, unit), target: times === 1 ? '≤ stock' : `≤ ${times} ×`, missed: own > times * stock }
}

function printFigures(figures: Figure[]): void {
  const verdict = ({ target, missed }: Figure) => target && (missed ? 'missed' : 'met')
  console.table(Object.fromEntries(figures.map(figure => [figure.name, { measured: figure.measured, target: figure.target, verdict: verdict(figure) }])))
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
