import type { AnyNode } from 'acorn'
import type { Imports } from './imports.ts'
import type { Transpiled } from './transpile.ts'
import { parse } from 'acorn'
import { SNIPPET_URL } from './stack.ts'
import { childrenOf, SnippetSyntaxError, syntaxError, transpile } from './transpile.ts'

/** What running code is given, besides the globals. */
export interface Help {
  /** Takes each value that a call gives, and returns it. */
  observe: (value: unknown) => unknown
  /** Called in each round of a loop and on each entry of a function. */
  tick: () => void
  imports: Imports
}

export interface Program extends Omit<Transpiled, 'js'> {
  run: (help: Help) => Promise<void>
}

type Module = (observe: Help['observe'], tick: Help['tick'], require: Imports['require'], load: Imports['import'], meta: object) => () => Promise<void>

const { eval: indirectEval } = globalThis

/** What `import.meta` gives. */
const meta = { dirname: '/', filename: `/${SNIPPET_URL}`, main: true, url: `file:///${SNIPPET_URL}` }

/**
 * Compiles the code without running any of it. To be called after the globals are restricted.
 * @throws SnippetSyntaxError
 */
export function compile(code: string): Program {
  const { js, ...told } = transpile(code)
  checkFunction(js)
  let module: Module
  try {
    module = indirectEval(`${js}\n//# sourceURL=${SNIPPET_URL}`) as Module
  }
  catch (error) {
    throw new SnippetSyntaxError((error as Error).message)
  }
  return { run: ({ observe, tick, imports }) => module(observe, tick, imports.require, imports.import, meta)(), ...told }
}

/**
 * That what is run is what was read: TypeScript was parsed as a module, and this text will be as a script, in which `<!--` and
 * `-->` begin a comment. The function is to be all of the text, and every import to be a call of what loads modules.
 * @throws SnippetSyntaxError
 */
export function checkFunction(text: string): void {
  const { body } = parseScript(text)
  const [statement] = body
  const isFunction = statement?.type === 'ExpressionStatement' && statement.expression.type === 'ArrowFunctionExpression'
  if (body.length !== 1 || !isFunction || statement.start !== 0 || statement.end !== text.length)
    throw new SnippetSyntaxError('Unexpected token')
  // A list and no recursion: 1,500 chained calls are 3,000 nodes deep.
  const nodes: AnyNode[] = [statement]
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.type === 'ImportExpression')
      throw new SnippetSyntaxError('Unexpected token')
    nodes.push(...childrenOf(node).map(([, child]) => child))
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
    throw error instanceof SnippetSyntaxError ? error : syntaxError(error as Error, text)
  }
}
