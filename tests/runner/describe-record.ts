import type { PrintedError, RunRecord } from '../../runner/record.ts'

/** A record as lines of text that a reviewer can check against the code. */
export function describeRecord({ lines, waits, floats, settledAt, failure, end }: RunRecord): string {
  const rows = [
    ...lines.map(({ at, level, text }) => ({ at, kind: level, text })),
    ...(failure ? [{ at: failure.at, kind: failure.kind, text: describeError(failure.error) }] : []),
  ]
  return [
    ...rows.map(({ at, kind, text }) => `${`+${at} ms`.padStart(9)}  ${kind.padEnd(8)}  ${text.replaceAll('\n', `\n${' '.repeat(21)}`)}`),
    `timers: ${waits.map(({ from, to, cleared }) => `${from}–${to ?? '…'}${cleared ? ' cleared' : ''}`).join(', ') || 'none'}`,
    `not awaited: ${floats.map(({ from, to }) => `${from}–${to ?? '…'}`).join(', ') || 'none'}`,
    `program settled: ${settledAt === null ? 'never' : `+${settledAt} ms`}`,
    `end: ${end ? `${end.reason} at +${end.at} ms` : 'none'}`,
  ].join('\n')
}

function describeError({ name, message, line, errors, cause }: PrintedError): string {
  const head = `${[name, message].filter(Boolean).join(': ')}${line ? ` (line ${line})` : ''}`
  return [head, ...errors.map(error => `- ${describeError(error)}`), ...(cause ? [`cause: ${describeError(cause)}`] : [])].join('\n')
}
