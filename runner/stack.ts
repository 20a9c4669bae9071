const { apply } = Reflect
const { replace } = String.prototype

/** Name of the code of a run in stack traces. */
export const SNIPPET_URL = 'snippet-on-slide.ts'

/** What V8 tells of a frame of a stack. */
interface CallSite { getScriptNameOrSourceURL: () => string | null, getLineNumber: () => number, getColumnNumber: () => number, toString: () => string }

/** A frame that stands for all that are not of the program. */
const ELSEWHERE = `<anonymous>`
const frame = new RegExp(`\\n\\s+at [^\\n]*(?:${SNIPPET_URL}:\\d+:\\d+\\)?|${ELSEWHERE})(?=$|[\\n\\],}]| \\{\\n| \\})`, 'g')

/** A text without the frames of the stacks in it. */
export const withoutFrames = (text: string): string => apply(replace, text, [frame, ''])

/**
 * Makes the stack of an error name the program's own lines and columns, and no function of the runner; in engines that ask for
 * it, which V8 does. It changes the worker for good.
 */
export function hideOwnFrames(columnOf: (line: number, column: number) => number): void {
  const describe = (site: CallSite) => {
    const line = site.getLineNumber()
    // What runs at the top of a module has no name.
    const text = String(site).replace(/^(?:async )?eval \((.*)\)$/, '$1')
    return text.replace(/:\d+:\d+(?=\)?$)/, `:${line}:${columnOf(line, site.getColumnNumber())}`)
  }
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    writable: true,
    value(error: Error, sites: CallSite[]) {
      const own = sites.filter(site => site.getScriptNameOrSourceURL() === SNIPPET_URL).map(describe)
      return [headOf(error), ...own.length > 0 ? own : [ELSEWHERE]].join('\n    at ')
    },
  })
}

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error)
  }
  catch {
    return '<error>'
  }
}
