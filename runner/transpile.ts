import type { AnyNode, Expression, Program, Statement } from 'acorn'
import { parse } from 'acorn'
import { transform } from 'sucrase'

/** Name by which running code reaches the function that is shown what its calls and copies give. */
export const SHOW = '__show'

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
 * The JavaScript of a TypeScript module, line for line: imports become calls of `require`, what a call gives is shown
 * to `SHOW` unless it is awaited or taken apart at once, and loops and functions call `TICK`. Throws SnippetSyntaxError.
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
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return [ticking(node.body)]
    case 'ArrowFunctionExpression':
      return [ticking(node.body), ...shown(node.body)]
    default:
      return valuesIn(node).flatMap(shown)
  }
}

type Value = AnyNode | null | undefined

/** The expressions within a node that give a value to it. Not those whose text an engine quotes in its errors: `const [a] = f()`. */
function valuesIn(node: AnyNode): Value[] {
  switch (node.type) {
    case 'ExpressionStatement':
      return [node.expression]
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? [node.init] : []
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return node.left.type === 'Identifier' || node.left.type === 'MemberExpression' ? [node.right] : []
    case 'PropertyDefinition':
    case 'Property':
      return [node.value]
    case 'ArrayExpression':
      return node.elements
    case 'CallExpression':
    case 'NewExpression':
      return node.arguments
    case 'ReturnStatement':
      return [node.argument]
    case 'YieldExpression':
      return node.delegate ? [] : [node.argument]
    case 'IfStatement':
    case 'ConditionalExpression':
      return [node.test]
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [node.left, node.right]
    case 'UnaryExpression':
      return [node.argument]
    case 'TemplateLiteral':
    case 'SequenceExpression':
      return node.expressions
    default:
      return []
  }
}

/** `sendEmail()` becomes `__show(sendEmail())`: it may give a promise that nobody awaits. A spread array is a copy. */
function shown(node: Value): Wrapping[] {
  switch (node?.type) {
    case 'CallExpression':
    case 'ChainExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return [{ start: node.start, end: node.end, before: `${SHOW}(`, after: ')' }]
    case 'ArrayExpression':
      return node.elements.some(element => element?.type === 'SpreadElement') ? [{ start: node.start, end: node.end, before: `${SHOW}(`, after: ')' }] : []
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(shown)
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

function* nodesUnder(node: AnyNode): Generator<AnyNode> {
  yield node
  for (const value of Object.values(node).flat()) {
    if (typeof value?.type === 'string')
      yield* nodesUnder(value)
  }
}
