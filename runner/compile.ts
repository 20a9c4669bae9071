import { parse } from 'acorn'
import { SNIPPET_URL } from './print.ts'
import { nodesUnder, OBSERVE, SnippetSyntaxError, syntaxError, TICK, transpile } from './transpile.ts'

export type Program = (require: (specifier: string) => object, exports: object, observe: (value: unknown) => unknown, tick: () => void) => Promise<void>

const { eval: indirectEval } = globalThis

/**
 * Compiles the code without running any of it. To be called after the globals are restricted.
 * @throws SnippetSyntaxError
 */
export function compile(code: string): Program {
  const text = `(async function (require, exports, ${OBSERVE}, ${TICK}) {${transpile(code)}\n})`
  checkFunction(text)
  try {
    return indirectEval(`${text}\n//# sourceURL=${SNIPPET_URL}`) as Program
  }
  catch (error) {
    throw new SnippetSyntaxError((error as Error).message)
  }
}

/**
 * That what is run is what was read: TypeScript was parsed as a module, and this text will be as a script, in which `<!--` and
 * `-->` begin a comment. The function is to be all of the text, and every import to be a call of `require`.
 * @throws SnippetSyntaxError
 */
export function checkFunction(text: string): void {
  const { body } = parseScript(text)
  const [statement] = body
  const isFunction = statement?.type === 'ExpressionStatement' && statement.expression.type === 'FunctionExpression'
  if (body.length !== 1 || !isFunction || statement.start !== 0 || statement.end !== text.length)
    throw new SnippetSyntaxError('Unexpected token')
  for (const { type } of nodesUnder(statement)) {
    if (type === 'ImportExpression')
      throw new SnippetSyntaxError('Unexpected token')
  }
}

function parseScript(text: string) {
  try {
    return parse(text, {
      ecmaVersion: 'latest',
      sourceType: 'script',
      locations: true,
      onComment(isBlock, _text, start, _end, place) {
        if (!isBlock && !text.startsWith('//', start))
          throw new SnippetSyntaxError('HTML comments are not allowed', { line: place!.line, column: null })
      },
    })
  }
  catch (error) {
    throw error instanceof SnippetSyntaxError ? error : syntaxError(error as Error, 0)
  }
}
