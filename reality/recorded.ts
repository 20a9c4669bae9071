import type { RealRun } from './real-run.ts'

/** What a run was seen with, and when. */
export interface Versions {
  chromium: string
  node: string
  /** Year, month, day. */
  on: string
}

/** A run as it is kept: one line a message, so that a difference can be read. */
export function written({ messages, ...rest }: RealRun, versions: Versions): string {
  const lines = Object.entries({ ...versions, ...rest }).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return `{
${lines.join(',\n')},
  "messages": [
${messages.map(message => `    ${JSON.stringify(message)}`).join(',\n')}
  ]
}
`
}
