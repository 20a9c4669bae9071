import type { AnyNode, Expression, Program } from 'acorn'
import { parse } from 'acorn'
import { transform } from 'sucrase'

/** Name by which running code reaches the function that is shown each value it drops. */
export const DROP = '__drop'

/** Code that does not parse. */
export class SnippetSyntaxError extends Error {
  override name = 'SyntaxError'

  /** Both 1-based; null where no parser tells. The column can be off by the type annotations before it on its line. */
  readonly line: number | null
  readonly column: number | null

  constructor(message: string, place?: { line: number, column: number }) {
    super(message)
    this.line = place?.line ?? null
    this.column = place?.column ?? null
  }
}

interface LocatedError extends Error {
  loc?: { line: number, column: number }
}

/**
 * The JavaScript of a TypeScript module, line for line: imports become calls of `require`, and each statement that is but
 * an expression shows its value to `DROP`. Throws SnippetSyntaxError.
 */
export function transpile(code: string): string {
  const { js, program } = parseTypeScript(code)
  return strip(showDropped(js, program), 'imports')
}

/** The static imports of a TypeScript module, types aside. Throws SnippetSyntaxError. */
export function importsOf(code: string): string[] {
  return parseTypeScript(code).program.body.flatMap(node => node.type === 'ImportDeclaration' ? [String(node.source.value)] : [])
}

/** Sucrase lets some wrong programs pass: the parser after it is complete. */
function parseTypeScript(code: string): { js: string, program: Program } {
  const js = strip(code, 'typescript')
  try {
    return { js, program: parse(js, { ecmaVersion: 'latest', sourceType: 'module' }) }
  }
  catch (error) {
    throw syntaxError(error as LocatedError, 0)
  }
}

function strip(code: string, syntax: 'typescript' | 'imports'): string {
  try {
    return transform(code, { transforms: [syntax], disableESTransforms: true, keepUnusedImports: true }).code
  }
  catch (error) {
    throw syntaxError(error as LocatedError, 1)
  }
}

/** @param firstColumn the number the parser gives to the first column. */
function syntaxError({ message, loc }: LocatedError, firstColumn: 0 | 1): SnippetSyntaxError {
  const bare = message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, '')
  return new SnippetSyntaxError(bare, loc && { line: loc.line, column: loc.column + 1 - firstColumn })
}

/** `sendEmail()` becomes `__drop(sendEmail())`: the promise it returns is one that nobody awaits. */
function showDropped(js: string, program: Program): string {
  const dropped = [...nodesUnder(program)].flatMap(node => node.type === 'ExpressionStatement' ? valuesDroppedBy(node.expression) : [])
  const inserts = dropped.flatMap(({ start, end }) => [{ at: start, text: `${DROP}(` }, { at: end, text: ')' }])
  return inserts.sort((a, b) => b.at - a.at).reduce((text, insert) => text.slice(0, insert.at) + insert.text + text.slice(insert.at), js)
}

function valuesDroppedBy(expression: Expression): Expression[] {
  switch (expression.type) {
    case 'SequenceExpression':
      return expression.expressions.flatMap(valuesDroppedBy)
    case 'UnaryExpression':
      return valuesDroppedBy(expression.argument)
    case 'CallExpression':
    case 'ChainExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return [expression]
    default:
      return []
  }
}

function* nodesUnder(node: AnyNode): Generator<AnyNode> {
  yield node
  for (const value of Object.values(node).flat()) {
    if (typeof value?.type === 'string')
      yield* nodesUnder(value)
  }
}
