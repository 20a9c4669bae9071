import type { AnyNode, Expression, Program, Statement } from 'acorn'
import { parse } from 'acorn'
import { transform } from 'sucrase'

/** Name by which running code reaches the function that is shown each value it drops. */
export const DROP = '__drop'

/** Name by which it reaches the function that is called in each round of a loop and on each entry of a function. */
export const TICK = '__tick'

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
 * an expression shows its value to `DROP`, and loops and functions call `TICK`. Throws SnippetSyntaxError.
 */
export function transpile(code: string): string {
  const { js, program } = parseTypeScript(code)
  return strip(instrument(js, program), 'imports')
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

/** A piece of code and what is put before and after it. */
interface Wrapping {
  start: number
  end: number
  before: string
  after: string
}

/** The code with all that a run puts into it; line breaks stay where they are. */
function instrument(js: string, program: Program): string {
  const wrappings = [...nodesUnder(program)].flatMap(wrappingsOf)
  const inserts = [
    // At one place, what ends comes before what begins, the inner ends before the outer, and the outer begins before the inner.
    ...wrappings.map(({ end, after }) => ({ at: end, text: after })).reverse(),
    ...wrappings.map(({ start, before }) => ({ at: start, text: before })),
  ].sort((a, b) => a.at - b.at)
  return inserts.map(({ at, text }, index) => js.slice(inserts[index - 1]?.at ?? 0, at) + text).join('') + js.slice(inserts.at(-1)?.at ?? 0)
}

function wrappingsOf(node: AnyNode): Wrapping[] {
  switch (node.type) {
    // `sendEmail()` becomes `__drop(sendEmail())`: the promise it returns is one that nobody awaits.
    case 'ExpressionStatement':
      return valuesDroppedBy(node.expression).map(({ start, end }) => ({ start, end, before: `${DROP}(`, after: ')' }))
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return [ticking(node.body)]
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [ticking(node.body)]
    default:
      return []
  }
}

/** A body that calls `TICK` each time it is entered, after directives such as `'use strict'`. */
function ticking(body: Statement | Expression): Wrapping {
  if (body.type === 'BlockStatement') {
    const directive = body.body.findLast(statement => 'directive' in statement)
    const start = directive?.end ?? body.start + 1
    return { start, end: start, before: `;${TICK}();`, after: '' }
  }
  return { start: body.start, end: body.end, ...isStatement(body) ? { before: `{${TICK}();`, after: '}' } : { before: `(${TICK}(), `, after: ')' } }
}

const isStatement = ({ type }: Statement | Expression) => type.endsWith('Statement')

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
