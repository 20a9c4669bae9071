import type { Expression, Node, ObjectExpression, Statement } from '@babel/types'
import { babelParse, compileScript, parse, registerTS } from 'vue/compiler-sfc'

export interface Prop {
  /** Names of the runtime types (`String`, `Number`, …); empty when anything goes. */
  types: string[]
  required: boolean
  /** The strings it may be, when its type is a union of them. */
  choices: string[] | undefined
}

export interface Component {
  file: string
  /** Undefined when the component takes what it is given: attributes fall through, or its props cannot be read. */
  props: Map<string, Prop> | undefined
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
function keyName(key: Node): string | undefined {
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined
}

function unwrap(node: Node | null | undefined): Node | null | undefined {
  return node && 'expression' in node && ['TSAsExpression', 'TSSatisfiesExpression', 'ParenthesizedExpression'].includes(node.type)
    ? unwrap(node.expression as Node)
    : node
}

/** Depth-first search of a syntax tree. */
function search(node: unknown, found: (node: Node) => boolean): Node | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const hit = search(item, found)
      if (hit)
        return hit
    }
    return undefined
  }
  if (!node || typeof node !== 'object' || !('type' in node))
    return undefined
  if (found(node as Node))
    return node as Node
  for (const value of Object.values(node)) {
    const hit = search(value, found)
    if (hit)
      return hit
  }
  return undefined
}

function typeNames(node: Node | null | undefined): string[] {
  const type = unwrap(node)
  if (type?.type === 'Identifier')
    return [type.name]
  if (type?.type === 'ArrayExpression')
    return type.elements.flatMap(element => typeNames(element))
  if (type?.type === 'TSInstantiationExpression')
    return typeNames(type.expression)
  return []
}

function objectOf(node: Node | null | undefined): ObjectExpression | undefined {
  const value = unwrap(node)
  if (value?.type === 'ObjectExpression')
    return value
  // `_mergeDefaults({ … }, …)` and `_mergeModels({ … }, …)`
  return value?.type === 'CallExpression' ? objectOf(value.arguments[0]) : undefined
}

function readProps(object: ObjectExpression): Map<string, Prop> {
  const props = new Map<string, Prop>()
  for (const property of object.properties) {
    const name = property.type === 'ObjectProperty' ? keyName(property.key) : undefined
    if (property.type !== 'ObjectProperty' || !name)
      continue
    const options = objectOf(property.value)
    const option = (wanted: string): Node | undefined => {
      const hit = options?.properties.find(item => item.type === 'ObjectProperty' && keyName(item.key) === wanted)
      return hit?.type === 'ObjectProperty' ? hit.value : undefined
    }
    const required = option('required')
    props.set(camel(name), {
      types: typeNames(options ? option('type') : property.value),
      required: required?.type === 'BooleanLiteral' && required.value,
      choices: undefined,
    })
  }
  return props
}

function propsIn(code: string): Map<string, Prop> | undefined {
  const program = babelParse(code, { sourceType: 'module', plugins: ['typescript'] }).program
  const found = search(program, node => node.type === 'ObjectProperty' && keyName(node.key) === 'props' && objectOf(node.value) !== undefined)
  const object = found?.type === 'ObjectProperty' ? objectOf(found.value) : undefined
  return object ? readProps(object) : undefined
}

/** Adds the choices of props typed as a union of strings, written in `defineProps` or in a type of the same file. */
function addChoices(props: Map<string, Prop>, script: Statement[]): void {
  const named = new Map<string, Node>()
  for (const statement of script) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (declaration?.type === 'TSTypeAliasDeclaration')
      named.set(declaration.id.name, declaration.typeAnnotation)
  }
  const choices = (type: Node | undefined): string[] | undefined => {
    if (type?.type === 'TSTypeReference' && type.typeName.type === 'Identifier')
      return choices(named.get(type.typeName.name))
    if (type?.type === 'TSLiteralType' && type.literal.type === 'StringLiteral')
      return [type.literal.value]
    if (type?.type !== 'TSUnionType')
      return undefined
    const all = type.types.map(choices)
    return all.every(item => item !== undefined) ? all.flat() : undefined
  }
  const call = search(script, node => node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'defineProps')
  const literal = call && search((call as Expression & { typeParameters?: Node }).typeParameters, node => node.type === 'TSTypeLiteral')
  for (const member of literal?.type === 'TSTypeLiteral' ? literal.members : []) {
    const name = member.type === 'TSPropertySignature' ? keyName(member.key) : undefined
    const prop = name ? props.get(camel(name)) : undefined
    if (prop && member.type === 'TSPropertySignature')
      prop.choices = choices(member.typeAnnotation?.typeAnnotation)
  }
}

/**
 * The props a component declares, read from its compiled script.
 * @param file absolute path: types it imports are looked up from there
 */
export async function readComponent(file: string, text: string): Promise<Component> {
  if (!file.endsWith('.vue'))
    return { file, props: propsIn(text) }
  // The compiler follows imported types only with TypeScript at hand.
  const typescript = await import('typescript')
  registerTS(() => typescript.default)
  const { descriptor } = parse(text, { filename: file })
  if (!descriptor.script && !descriptor.scriptSetup)
    return { file, props: new Map() }
  const compiled = compileScript(descriptor, { id: 'deck' })
  const props = propsIn(compiled.content) ?? new Map<string, Prop>()
  addChoices(props, [...compiled.scriptAst ?? [], ...compiled.scriptSetupAst ?? []])
  return { file, props }
}
