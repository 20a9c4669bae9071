import type { CodeblockTransformContext } from '@slidev/types'
import type { SnippetSyntaxError } from '../../runner/transpile.ts'
import { relative } from 'node:path'
import { runInNewContext } from 'node:vm'
import { defineCodeblockTransformer } from '@slidev/types'
import { importable } from '../../runner/modules.ts'
import { importsOf } from '../../runner/transpile.ts'

/** ```` ```ts {monaco-run} {autorun: false, …} ```` */
const FENCE = /^(\S+)\s*\{monaco-run\}(.*)$/

/** The options of the second pair of braces. Each function returns what is wrong with a value, or false. */
const options: Record<string, (value: unknown) => string | false> = {
  autorun: value => value !== false && 'must be false: the reader starts a run',
  env: value => !isStringRecord(value) && 'must hold strings: { MAIL_SERVER: \'down\' }',
  panel: value => value !== 'below' && value !== 'side' && 'must be \'below\' or \'side\'',
  rows: value => !Number.isInteger(value) && 'must be the number of output rows with room reserved',
}

/**
 * Turns a `{monaco-run}` fence into `<RunnableCode>`, with the highlighted code in its slot.
 * @throws at build time, with file, line and slide, on an unknown option, code that does not parse, or an import that a run cannot have.
 */
export const runnableBlock = defineCodeblockTransformer(async (context) => {
  const [, lang = '', meta = ''] = context.info.match(FENCE) ?? []
  if (!lang)
    return
  const code = withoutRegionMarks(context.code)
  checkCode(code, context)
  const props = JSON.stringify({ ...readOptions(meta.trim(), context), code })
  const html = await context.renderHighlighted({ info: lang, code })
  return `<RunnableCode v-bind="${escapeAttribute(props)}"><div v-pre>${html}</div></RunnableCode>`
})

/** A snippet as it is shown and run, without the comments that mark its regions: they serve other slides. */
export function withoutRegionMarks(code: string): string {
  return code.replaceAll(/^[ \t]*\/\/ #(?:end)?region\b.*\n?/gm, '').trimEnd()
}

function readOptions(meta: string, context: CodeblockTransformContext): Record<string, unknown> {
  let given: Record<string, unknown>
  try {
    given = runInNewContext(`(${meta || '{}'})`)
  }
  catch (error) {
    throw errorAt(context, `the options ${meta} do not parse (${(error as Error).message})`)
  }
  for (const [name, value] of Object.entries({ autorun: undefined, ...given })) {
    const problem = options[name] ? options[name](value) : `is unknown; known: ${Object.keys(options).join(', ')}`
    if (problem)
      throw errorAt(context, `option "${name}" ${problem}`)
  }
  const { autorun, ...props } = given
  return props
}

function checkCode(code: string, context: CodeblockTransformContext): void {
  const unknown = readImports(code, context).find(specifier => !importable.includes(specifier))
  if (unknown)
    throw errorAt(context, `'${unknown}' cannot be imported by a run; runner/modules.ts lists ${importable.join(', ')}`)
}

function readImports(code: string, context: CodeblockTransformContext): string[] {
  try {
    return importsOf(code)
  }
  catch (error) {
    const { message, line, column } = error as SnippetSyntaxError
    throw errorAt(context, `line ${line}, column ${column} of the code: ${message}`)
  }
}

function isStringRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(item => typeof item === 'string')
}

/** An error that names the fence: `pages/01-appels.md:240, slide 12: …`. */
function errorAt({ slide, info, options }: CodeblockTransformContext, problem: string): Error {
  if (!slide)
    return new Error(`{monaco-run}: ${problem}`)
  const { source, index } = slide
  const meta = info.slice(info.indexOf('{'))
  const lineInSlide = source.raw.split('\n').findIndex(line => line.includes(meta))
  const line = source.start + Math.max(0, lineInSlide) + 1
  return new Error(`${relative(options.userRoot, source.filepath)}:${line}, slide ${index + 1}: {monaco-run}: ${problem}`)
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
