import type { Deck, Slide } from './deck.ts'
import type { Attribute, Problem, Tag } from './source.ts'
import { join } from 'node:path'
import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

/** What a slide gives a component or a layout, as a TypeScript object, and where it stands. */
interface Use { given: string, slide: Slide, line: number, what: string }

/** The statements of a component's script that its props may be made of, and their type; undefined where it takes none. */
function propsOf(text: string): { scope: string, type: string } | undefined {
  const script = parse(text).descriptor.scriptSetup?.content
  if (!script)
    return undefined
  const source = ts.createSourceFile('script.ts', script, ts.ScriptTarget.Latest, true)
  const textOf = (node: ts.Node) => node.getText(source)
  const scope = source.statements.filter(node => ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
  let type: string | undefined
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && textOf(node.expression) === 'defineProps' && node.typeArguments?.[0])
      type = textOf(node.typeArguments[0])
    else
      ts.forEachChild(node, visit)
  }
  visit(source)
  return type === undefined ? undefined : { scope: scope.map(textOf).join('\n'), type }
}

/** The value of an attribute in TypeScript: a text, `true` where it stands alone, or its expression. */
function valueOf({ name, value }: Attribute): string {
  if (/^(?::|v-bind:)/.test(name))
    return `(${value ?? ''})`
  return value === undefined ? 'true' : JSON.stringify(value)
}

function objectOf(attributes: Attribute[], known: ReadonlySet<string>): string {
  const fields = attributes
    .map(attribute => [camel(attribute.name.replace(/^(?::|v-bind:)/, '')), valueOf(attribute)] as const)
    .filter(([name]) => known.has(name))
  return `{ ${fields.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')} }`.replace(/\s+/g, ' ')
}

const kebab = (name: string): string => name.replace(/\B([A-Z])/g, '-$1').toLowerCase()
const isTagOf = ({ name }: Tag, component: string) => name === component || name === kebab(component)

/** Every use of the deck's own components and layouts, by the file of each. */
function usesByFile(deck: Deck): Map<string, Use[]> {
  const uses = new Map<string, Use[]>()
  const add = (file: string, use: Use) => uses.set(file, [...uses.get(file) ?? [], use])
  const own = [...deck.components].filter(([, { file }]) => file.startsWith(join(deck.root, 'components')))
  for (const slide of deck.slides) {
    for (const [name, { file, props }] of own) {
      for (const tag of slide.tags.filter(tag => isTagOf(tag, name)))
        add(file, { given: objectOf(tag.attributes, new Set(props?.keys())), slide, line: tag.line, what: `<${tag.name}>` })
    }
    const layout = deck.layouts.get(slide.layout)
    if (layout?.own) {
      const given = Object.entries(slide.frontmatter).map(([key, value]) => [camel(key), value] as const).filter(([key]) => layout.props?.has(key))
      add(layout.file, { given: JSON.stringify(Object.fromEntries(given)), slide, line: slide.line, what: `layout "${slide.layout}"` })
    }
  }
  return uses
}

/** `Type '"a"' is not assignable to type '"b"'` and what follows it, without what nobody needs. */
const messageOf = ({ messageText }: ts.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ')

/** A name that only the slide knows, `$clicks` say. */
const UNKNOWN_NAME = 2304

/**
 * What slides give components and layouts, checked by TypeScript against the types of their props: names of scenarios,
 * examples, drawings and tones, fields of objects, elements of lists. It takes seconds.
 */
export function mistyped(deck: Deck): Problem[] {
  const programs = new Map<string, { text: string, uses: Use[], firstLine: number }>()
  for (const [file, uses] of usesByFile(deck)) {
    const props = propsOf(deck.files.get(file.slice(deck.root.length + 1).replaceAll('\\', '/')) ?? '')
    if (!props)
      continue
    const head = `${props.scope}\ndeclare function use(props: Partial<${props.type}>): void\n`
    programs.set(`${file}.uses.ts`, { text: `${head}${uses.map(({ given }) => `use(${given})`).join('\n')}\n`, uses, firstLine: head.split('\n').length - 1 })
  }

  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  /** What TypeScript takes for `a.vue` is `a.vue.ts`: here, the types that the component exports. */
  const componentOf = (file: string) => /\.vue\.ts$/.test(file) ? file.slice(0, -3) : undefined
  host.fileExists = file => programs.has(file) || fileExists(componentOf(file) ?? file)
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const component = componentOf(file)
    const text = programs.get(file)?.text ?? (component && `export {}\n${parse(host.readFile(component) ?? '').descriptor.script?.content ?? ''}`)
    return text === undefined ? getSourceFile(file, languageVersion, ...rest) : ts.createSourceFile(file, text, languageVersion)
  }
  const program = ts.createProgram([...programs.keys()], options, host)
  return [...programs].flatMap(([file, { uses, firstLine }]) => {
    const source = program.getSourceFile(file)!
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return found.flatMap((diagnostic): Problem[] => {
      const use = uses[source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line - firstLine]
      return use && diagnostic.code !== UNKNOWN_NAME ? [{ file: use.slide.file, line: use.line, message: `${use.what}: ${messageOf(diagnostic)}` }] : []
    })
  })
}
