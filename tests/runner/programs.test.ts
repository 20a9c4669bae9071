import type { OddProgram } from './programs.ts'
import { describe, expect, it } from 'vitest'
import { MAX_LINES } from '../../runner/job.ts'
import { runInNode } from '../../runner/node.ts'
import { oddPrograms } from './programs.ts'

async function runAsExpected({ code, end, lines, failure, clock }: OddProgram) {
  const record = await runInNode(code, { clock })
  expect(record.end!.reason).toBe(end)
  if (lines)
    expect(record.lines.map(({ text }) => text)).toEqual(lines)
  if (end === 'flood')
    expect(record.lines).toHaveLength(MAX_LINES)
  if (end !== 'error')
    return expect(record.failure).toBeNull()
  expect(record.failure!.kind).toBe(failure!.kind)
  expect(record.failure!.error.message).toMatch(failure!.message)
  if (failure!.line !== undefined)
    expect(record.failure!.error.line).toBe(failure!.line)
}

describe.concurrent('odd programs', () => {
  it.each(oddPrograms.filter(({ end }) => end !== 'overwork'))('$name', runAsExpected)
})

// One after the other: each fills a gigabyte or two.
it.each(oddPrograms.filter(({ end }) => end === 'overwork'))('$name', runAsExpected)
