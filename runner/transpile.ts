import type { AnyNode, Expression, Program, Statement } from 'acorn'
import { parse } from 'acorn'
import { transform } from 'sucrase'

/** Name, in running code, of the function that observes the results of calls and of array copies. */
export const OBSERVE = '__observe'

/** Name, in running code, of the function that is called in each round of a loop and on each entry of a function. */
export const TICK = '__tick'

/** Code that does not parse. */
export class SnippetSyntaxError extends Error {
  override name = 'SyntaxError'

  /** Both 1-based; null where the parser does not tell. The column is off by the length of the type annotations before it on its line. */
  readonly line: number | null
  readonly column: number | null

  constructor(message: string, place?: { line: number, column: number | null }) {
    super(message)
    this.line = place?.line ?? null
    this.column = place?.column ?? null
  }
}

interface LocatedError extends Error {
  loc?: { line: number, column: number }
}

/**
 * The JavaScript of a TypeScript module, line for line: imports become calls of `require`, the result of a call is passed
 * to `OBSERVE` unless it is awaited or destructured at once, and loops and functions call `TICK`.
 * @throws SnippetSyntaxError
 */
export function transpile(code: string): string {
  const { js, program } = parseTypeScript(code)
  return strip(instrument(js, program), 'imports')
}

/**
 * The specifiers of the static imports of a TypeScript module, type imports left out.
 * @throws SnippetSyntaxError
 */
export function importsOf(code: string): string[] {
  return parseTypeScript(code).program.body.flatMap(node => node.type === 'ImportDeclaration' ? [String(node.source.value)] : [])
}

/** Sucrase accepts some invalid programs; acorn, which reads its output, does not. */
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

/** @param firstColumn number of the first column, by the parser's way of counting */
export function syntaxError({ message, loc }: LocatedError, firstColumn: 0 | 1): SnippetSyntaxError {
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

/** The code with the calls of `OBSERVE` and `TICK` in it; line breaks stay where they are. */
function instrument(js: string, program: Program): string {
  const wrappings = [...nodesUnder(program)].flatMap(wrappingsOf)
  const inserts = [
    // At the same place, ends come before starts, inner ends before outer ones, and outer starts before inner ones.
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
      return [withTick(node.body)]
    case 'ArrowFunctionExpression':
      return [withTick(node.body), ...observed(node.body)]
    default:
      return valuesIn(node).flatMap(observed)
  }
}

type Value = AnyNode | null | undefined

/** The direct subexpressions of a node whose values it uses. Not those whose text an engine quotes in its errors: `const [a] = f()`. */
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

/** `sendEmail()` becomes `__observe(sendEmail())`: it may return a promise that nobody awaits. An array with a spread is a copy that takes memory. */
function observed(node: Value): Wrapping[] {
  switch (node?.type) {
    case 'CallExpression':
    case 'ChainExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return [observedValue(node)]
    case 'ArrayExpression':
      return node.elements.some(element => element?.type === 'SpreadElement') ? [observedValue(node)] : []
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(observed)
    default:
      return []
  }
}

const observedValue = ({ start, end }: AnyNode): Wrapping => ({ start, end, before: `${OBSERVE}(`, after: ')' })

/** Makes a body call `TICK` each time it is entered, after directives such as `'use strict'`. */
function withTick(body: Statement | Expression): Wrapping {
  if (body.type === 'BlockStatement') {
    const directive = body.body.findLast(statement => 'directive' in statement)
    const start = directive?.end ?? body.start + 1
    return { start, end: start, before: `;${TICK}();`, after: '' }
  }
  return { start: body.start, end: body.end, ...isStatement(body) ? { before: `{${TICK}();`, after: '}' } : { before: `(${TICK}(), `, after: ')' } }
}

const isStatement = ({ type }: Statement | Expression) => type.endsWith('Statement')

export function* nodesUnder(node: AnyNode): Generator<AnyNode> {
  yield node
  for (const value of Object.values(node).flat()) {
    if (typeof value?.type === 'string')
      yield* nodesUnder(value)
  }
}
