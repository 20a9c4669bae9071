import type { AnyNode, Expression, ImportDeclaration, Program, Statement } from 'acorn'
import { getLineInfo, parse } from 'acorn'
import { stripTypes } from './strip-types.ts'

/** Names, in running code, of what it is given; one that the program holds itself is lengthened. */
const helpers = ['__observe', '__tick', '__require', '__import', '__meta'] as const

type Helper = typeof helpers[number]
type Names = Record<Helper, string>

/** Code that does not parse. */
export class SnippetSyntaxError extends Error {
  override name = 'SyntaxError'

  /** Both 1-based; null where the parser does not tell. */
  readonly line: number | null
  readonly column: number | null

  constructor(message: string, place?: { line: number, column: number | null }) {
    super(message)
    this.line = place?.line ?? null
    this.column = place?.column ?? null
  }
}

interface LocatedError extends Error {
  pos?: number
}

/** A TypeScript module as a program that runs and tells what it does. */
export interface Transpiled {
  /** A function expression that takes the helpers, in their order, and returns an async function: the module, line for line. */
  js: string
  /** The text of each function and class as the reader wrote it, types blanked, by its text in `js`. */
  functionTexts: ReadonlyMap<string, string>
  /** What stands in `js` only: a text that holds one of these shows more than the reader wrote. */
  marks: readonly string[]
  /** The column of the module at which a place of `js` stands, both 1-based. */
  columnOf: (line: number, column: number) => number
}

/**
 * Makes a program of a TypeScript module: imports become calls of `__require`, the result of a call is passed to `__observe`
 * unless it is awaited or destructured at once, and loops and functions call `__tick`.
 * @throws SnippetSyntaxError
 */
export function transpile(code: string): Transpiled {
  const { js: plain, program } = parseTypeScript(code)
  const names = Object.fromEntries(helpers.map(name => [name, lengthened(name, code)])) as Names
  const { edits, functions } = editsOf(program, names)
  const modules = program.body.filter(isModuleSyntax)
  const imports = modules.map(node => importIn(node, names)).join('')
  const head = `(${helpers.map(name => names[name]).join(', ')}) => async () => {'use strict';${imports}`
  const text = withoutModuleSyntax(plain, modules)
  const functionTexts = new Map(functions.map(({ node, edits }) => {
    const start = textStartOf(node, plain)
    const written = plain.slice(start, node.end)
    return [edited(written, edits, start), written]
  }))
  return {
    js: `${head}${edited(text, edits)}\n}`,
    functionTexts,
    marks: [names.__observe, names.__tick],
    columnOf: (line, column) => originalColumn(text, edits, line, column - (line === 1 ? head.length : 0)),
  }
}

/**
 * The specifiers of the static imports of a TypeScript module, type imports left out.
 * @throws SnippetSyntaxError
 */
export function importsOf(code: string): string[] {
  return parseTypeScript(code).program.body.flatMap(node => 'source' in node && node.source ? [String(node.source.value)] : [])
}

function lengthened(name: string, code: string): string {
  return code.includes(name) ? lengthened(`${name}_`, code) : name
}

/** What is left when the types are gone is parsed as JavaScript, too: the parser of TypeScript accepts more. */
function parseTypeScript(code: string): { js: string, program: Program } {
  const parseModule = (js: string) => ({ js, program: parse(js, { ecmaVersion: 'latest', sourceType: 'module' }) })
  let error: LocatedError
  try {
    return parseModule(stripTypes(code))
  }
  catch (thrown) {
    error = thrown as LocatedError
  }
  try {
    // What the parser of TypeScript takes for types may be plain JavaScript.
    return parseModule(code)
  }
  catch {
    throw syntaxError(error, code)
  }
}

/** @param code in which the place is told */
export function syntaxError({ message, pos }: LocatedError, code: string): SnippetSyntaxError {
  const place = pos === undefined ? undefined : getLineInfo(code, pos)
  return new SnippetSyntaxError(message.replace(/ \(\d+:\d+\)$/, ''), place && { line: place.line, column: place.column + 1 })
}

type ModuleSyntax = Extract<Program['body'][number], { type: `Import${string}` | `Export${string}` }>

const isModuleSyntax = (node: Program['body'][number]): node is ModuleSyntax => /^(?:Import|Export).*Declaration$/.test(node.type)

/** The statement that stands for an import, or for an export from another module; it runs before all others. */
function importIn(node: ModuleSyntax, { __require }: Names): string {
  if (!('source' in node) || !node.source)
    return ''
  const { specifiers = [] } = node as ImportDeclaration
  const named = specifiers.flatMap(specifier => specifier.type === 'ImportSpecifier'
    ? [[nameOf(specifier.imported), specifier.local.name] as const]
    : specifier.type === 'ImportDefaultSpecifier' ? [['default', specifier.local.name] as const] : [])
  const whole = specifiers.find(({ type }) => type === 'ImportNamespaceSpecifier')
  const call = `${__require}(${JSON.stringify(node.source.value)}, ${JSON.stringify(named.map(([name]) => name))})`
  return [
    whole ? `const ${whole.local.name} = ${call};` : '',
    named.length > 0 ? `const { ${named.map(([name, local]) => `${JSON.stringify(name)}: ${local}`).join(', ')} } = ${call};` : whole ? '' : `${call};`,
  ].join('')
}

const nameOf = (node: { type: string, name?: unknown, value?: unknown }) => String(node.type === 'Identifier' ? node.name : node.value)

/** Imports and exports become spaces; what is exported stays, as a value that nothing takes where it has no name. */
function withoutModuleSyntax(js: string, nodes: ModuleSyntax[]): string {
  const parts: string[] = []
  let from = 0
  for (const node of nodes) {
    const declared = 'declaration' in node ? node.declaration : null
    const to = declared ? declared.start : node.end
    const instead = isUnnamed(node) ? ';void' : ';'
    parts.push(js.slice(from, node.start), instead, js.slice(node.start + instead.length, to).replace(/\S/g, ' '))
    from = to
  }
  return parts.join('') + js.slice(from)
}

/** `export default` of an expression, or of a function or a class without a name. */
function isUnnamed(node: AnyNode): boolean {
  if (node.type !== 'ExportDefaultDeclaration')
    return false
  const { declaration } = node
  return declaration.type.endsWith('Expression') || !('id' in declaration && declaration.id)
}

/** What is put before and after a piece of code. What is replaced has its new text before it, and is removed. */
interface Edit {
  start: number
  end: number
  before: string
  after: string
  removed?: number
}

interface Insert { at: number, text: string, removed: number }

/** In the order in which they stand in the code. */
function insertsOf(edits: Edit[]): Insert[] {
  return [
    // At the same place, ends come before starts, inner ends before outer ones, and outer starts before inner ones.
    ...edits.map(({ end, after }) => ({ at: end, text: after, removed: 0 })).reverse(),
    ...edits.map(({ start, before, removed = 0 }) => ({ at: start, text: before, removed })),
  ].filter(({ text }) => text).sort((a, b) => a.at - b.at)
}

/** A piece of code with its edits; line breaks stay where they are. */
function edited(text: string, edits: Edit[], offset = 0): string {
  const parts: string[] = []
  let from = 0
  for (const insert of insertsOf(edits)) {
    parts.push(text.slice(from, insert.at - offset), insert.text)
    from = insert.at - offset + insert.removed
  }
  return parts.join('') + text.slice(from)
}

function originalColumn(text: string, edits: Edit[], line: number, column: number): number {
  let shift = 0
  for (const { at, text: added, removed } of insertsOf(edits)) {
    const place = getLineInfo(text, at)
    const begins = place.column + 1 + shift
    if (place.line > line || (place.line === line && begins > column))
      break
    if (place.line < line)
      continue
    if (column < begins + added.length)
      return place.column + 1
    shift += added.length - removed
  }
  return column - shift
}

/** A function or a class, and the edits in it. */
interface EditedFunction { node: AnyNode, edits: Edit[] }

/** A node, how it is used, and where its edits begin once those of the nodes under it are made. */
interface Visit { node: AnyNode, isQuoted: boolean, isTop: boolean, begunAt?: number }

/** All edits of a program, those of a node before those of the nodes under it. */
function editsOf(program: Program, names: Names): { edits: Edit[], functions: EditedFunction[] } {
  const edits: Edit[] = []
  const functions: EditedFunction[] = []
  // A list and no recursion: 1,500 chained calls are 3,000 nodes deep.
  const visits: Visit[] = [{ node: program, isQuoted: false, isTop: true }]
  for (let visit = visits.pop(); visit; visit = visits.pop()) {
    const { node, isQuoted, isTop, begunAt } = visit
    if (begunAt !== undefined) {
      functions.push({ node, edits: edits.slice(begunAt) })
      continue
    }
    if (hasText(node))
      visits.push({ ...visit, begunAt: edits.length })
    edits.push(...editsAt(node, isQuoted, isTop, names))
    visits.push(...childrenOf(node).map(([key, child]) => ({
      node: child,
      isQuoted: isQuotedChild(node, key, isQuoted),
      isTop: isTop && !/^(?:Function|Class|PropertyDefinition|StaticBlock)/.test(node.type),
    })).reverse())
  }
  return { edits, functions }
}

export function childrenOf(node: AnyNode): [key: string, child: AnyNode][] {
  return Object.entries(node).flatMap(([key, value]) =>
    [value].flat().filter(child => typeof child?.type === 'string').map((child): [string, AnyNode] => [key, child]))
}

function hasText(node: AnyNode) {
  return /^(?:Function|Class)(?:Declaration|Expression)$|^ArrowFunction|^MethodDefinition/.test(node.type)
    || (node.type === 'Property' && (node.method || node.kind !== 'init'))
}

/** Where the text of a function begins, which names a method and leaves out that it is static. */
function textStartOf(node: AnyNode, js: string) {
  return node.start + (node.type === 'MethodDefinition' && node.static ? /^static\s*/.exec(js.slice(node.start))![0].length : 0)
}

/**
 * Whether an engine may quote the text of a child in its errors, as in `f() is not iterable`: it has to stand there as the
 * reader wrote it.
 */
function isQuotedChild(node: AnyNode, key: string, isQuoted: boolean): boolean {
  switch (node.type) {
    case 'CallExpression':
    case 'NewExpression':
      return key === 'callee'
    case 'TaggedTemplateExpression':
      return key === 'tag'
    case 'SpreadElement':
      return true
    case 'YieldExpression':
      return node.delegate
    case 'ForOfStatement':
      return key === 'right'
    case 'VariableDeclarator':
      return key === 'init' && isPattern(node.id)
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return isQuoted || (key === 'right' && isPattern(node.left))
    default:
      return isQuoted && !/Function|Class/.test(node.type)
  }
}

const isPattern = ({ type }: AnyNode) => type === 'ObjectPattern' || type === 'ArrayPattern'

/** The edits that a node asks for; those of the nodes under it are theirs. */
function editsAt(node: AnyNode, isQuoted: boolean, isTop: boolean, names: Names): Edit[] {
  switch (node.type) {
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return [withTick(node.body, names)]
    case 'ArrowFunctionExpression':
      return [withTick(node.body, names), ...observed(node.body, names)]
    case 'ExportDefaultDeclaration':
      return isUnnamed(node) ? [{ start: node.declaration.start, end: node.declaration.end, before: '(', after: ')' }] : []
    case 'ImportExpression':
      return [replaced(node.start, 'import', names.__import)]
    case 'MetaProperty':
      return node.meta.name === 'import' ? [replaced(node.start, 'import.meta', names.__meta)] : []
    // Of a module it is undefined, of a script it is not.
    case 'ThisExpression':
      return isTop ? [replaced(node.start, 'this', 'undefined')] : []
    // Of a call, only what is called is quoted.
    case 'CallExpression':
    case 'NewExpression':
      return node.arguments.flatMap(value => observed(value, names))
    default:
      return isQuoted ? [] : valuesIn(node).flatMap(value => observed(value, names))
  }
}

const replaced = (start: number, { length }: string, before: string): Edit => ({ start, end: start, before, after: '', removed: length })

type Value = AnyNode | null | undefined

/** The direct subexpressions of a node whose values it uses. */
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
function observed(node: Value, names: Names): Edit[] {
  switch (node?.type) {
    case 'CallExpression':
    case 'ChainExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return [observedValue(node, names)]
    case 'ArrayExpression':
      return node.elements.some(element => element?.type === 'SpreadElement') ? [observedValue(node, names)] : []
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(value => observed(value, names))
    default:
      return []
  }
}

const observedValue = ({ start, end }: AnyNode, { __observe }: Names): Edit => ({ start, end, before: `${__observe}(`, after: ')' })

/** Makes a body call `__tick` each time it is entered, after directives such as `'use strict'`. */
function withTick(body: Statement | Expression, { __tick }: Names): Edit {
  if (body.type === 'BlockStatement') {
    const directive = body.body.findLast(statement => 'directive' in statement)
    const start = directive?.end ?? body.start + 1
    return { start, end: start, before: `;${__tick}();`, after: '' }
  }
  return { start: body.start, end: body.end, ...isStatement(body) ? { before: `{${__tick}();`, after: '}' } : { before: `(${__tick}(), `, after: ')' } }
}

const isStatement = ({ type }: Statement | Expression) => type.endsWith('Statement')
