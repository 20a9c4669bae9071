import type { Node } from 'acorn'
import { tsPlugin } from '@sveltejs/acorn-typescript'
import { Parser } from 'acorn'

const TypeScriptParser = Parser.extend(tsPlugin() as never)

/** A node of TypeScript or JavaScript: what is read of it here. */
interface TypedNode extends Node {
  [key: string]: unknown
}

/** TypeScript that is more than types, which Node does not run either. The message is Node's. */
class UnsupportedSyntaxError extends Error {
  readonly pos: number

  constructor(message: string, { start }: Node) {
    super(message)
    this.pos = start
  }
}

const unsupported: Record<string, string> = {
  TSEnumDeclaration: 'TypeScript enum is not supported in strip-only mode',
  TSModuleDeclaration: 'TypeScript namespace declaration is not supported in strip-only mode',
  TSParameterProperty: 'TypeScript parameter property is not supported in strip-only mode',
  TSImportEqualsDeclaration: 'TypeScript import equals declaration is not supported in strip-only mode',
  TSExportAssignment: 'TypeScript export assignment is not supported in strip-only mode',
  TSTypeAssertion: 'The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. Instead, use the \'as\' syntax: `expr as T`.',
}

/** What stands where a statement or a member of a class may stand, and is nothing but types. */
const typeStatements = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'TSIndexSignature'])
const annotations = new Set(['TSTypeAnnotation', 'TSTypeParameterDeclaration', 'TSTypeParameterInstantiation'])
/** What goes on with a line before it that has no semicolon. */
const JOINS = /^\s*[([`*/+-]/
const MODIFIER = /\b(?:public|private|protected|readonly|override)\b/g

/**
 * The JavaScript of a TypeScript module: its types become spaces, as Node does it, so that all else stays at its line and column.
 * @throws an acorn error with `pos` and `loc`, or UnsupportedSyntaxError
 */
export function stripTypes(code: string): string {
  const text = code.split('')
  const blank = (start: number, end: number) => {
    for (let at = start; at < end; at++)
      text[at] = /[\n\r\u2028\u2029]/.test(text[at]!) ? text[at]! : ' '
  }
  /** What goes leaves a semicolon where the statements or members around it would become one. */
  const blankBetween = (start: number, end: number) => {
    blank(start, end)
    if (JOINS.test(code.slice(end)))
      text[start] = ';'
  }
  const blankMark = (mark: string, start: number, end: number) => {
    const at = code.indexOf(mark, start)
    if (at >= 0 && at < end)
      blank(at, at + 1)
  }
  const blankWithComma = ({ start, end }: Node) => blank(start, end + (/^\s*,/.exec(code.slice(end))?.[0].length ?? 0))

  const program: Node = TypeScriptParser.parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, preserveParens: true })
  const pending = [program as TypedNode]
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (annotations.has(node.type))
      blank(node.start, node.end)
    else if (isStatementOfTypes(node))
      blankBetween(node.start, node.end)
    else if (isSpecifierOfType(node) || isThis(node))
      blankWithComma(node)
    else if (node.type in unsupported)
      throw new UnsupportedSyntaxError(unsupported[node.type]!, node)
    else
      pending.push(...childrenOf(node).reverse(), ...blankPartsOf(node))
  }
  return text.join('')

  /** Blanks what a node has of types besides its children, and returns nothing more to visit. */
  function blankPartsOf(node: TypedNode): [] {
    const { type, start, end } = node
    const part = (key: string) => node[key] as TypedNode
    if (type === 'TSAsExpression' || type === 'TSSatisfiesExpression' || type === 'TSNonNullExpression') {
      blank(part('expression').end, end)
    }
    else if (type === 'Identifier' && node.optional) {
      blankMark('?', start, end)
    }
    else if (type === 'VariableDeclarator' && node.definite) {
      blankMark('!', start, end)
    }
    else if (type === 'ClassDeclaration' || type === 'ClassExpression') {
      if (node.abstract)
        blank(start, start + 'abstract'.length)
      const bases = (node.implements ?? []) as TypedNode[]
      if (bases.length > 0)
        blank(code.lastIndexOf('implements', bases[0]!.start), bases.at(-1)!.end)
    }
    else if (type === 'PropertyDefinition' || type === 'MethodDefinition') {
      const key = part('key')
      for (const { index, 0: word } of code.slice(start, key.start).matchAll(MODIFIER)) {
        const [from, to] = [start + index, start + index + word.length]
        if (index === 0)
          blankBetween(from, to)
        else
          blank(from, to)
      }
      if (node.optional)
        blankMark('?', key.end, end)
      if (node.definite)
        blankMark('!', key.end, end)
    }
    return []
  }
}

function isStatementOfTypes(node: TypedNode): boolean {
  const declaration = node.declaration as TypedNode | null | undefined
  return typeStatements.has(node.type)
    || node.declare === true
    || (node.value as TypedNode | null | undefined)?.type === 'TSDeclareMethod'
    || (node.abstract === true && (node.type === 'PropertyDefinition' || node.type === 'MethodDefinition'))
    || (node.type === 'TSModuleDeclaration' && !hasValues(node))
    || (/^(?:Import|Export)(?:Named|All)?Declaration$/.test(node.type) && (node.importKind === 'type' || node.exportKind === 'type'))
    || (node.type.startsWith('Export') && declaration != null && isStatementOfTypes(declaration))
}

/** Whether a namespace holds more than types. */
function hasValues({ body }: TypedNode): boolean {
  const { type, body: statements } = body as TypedNode & { body: TypedNode[] }
  return type === 'TSModuleDeclaration' ? hasValues(body as TypedNode) : statements.some(statement => !isStatementOfTypes(statement))
}

function isSpecifierOfType({ type, importKind, exportKind }: TypedNode) {
  return (type === 'ImportSpecifier' && importKind === 'type') || (type === 'ExportSpecifier' && exportKind === 'type')
}

/** A parameter that says what `this` is: nothing else has this name. */
const isThis = ({ type, name }: TypedNode) => type === 'Identifier' && name === 'this'

/** The types of an `as` and of a base are blanked with what stands before them. */
function childrenOf(node: TypedNode): TypedNode[] {
  return Object.entries(node).flatMap(([key, value]) => key === 'implements' ? [] : value as TypedNode | TypedNode[]).filter(isNode)
}

const isNode = (value: unknown): value is TypedNode => typeof (value as TypedNode | null)?.type === 'string' && typeof (value as TypedNode).start === 'number'
