import { transform } from 'sucrase'

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

/** The JavaScript of a TypeScript module, line for line, its imports turned into `require` calls. Throws SnippetSyntaxError. */
export function transpile(code: string): string {
  return strip(code, ['typescript', 'imports'])
}

/** The static imports of a TypeScript module, types aside. Throws SnippetSyntaxError. */
export async function importsOf(code: string): Promise<string[]> {
  const program = await parse(code)
  return program.body.flatMap(node => node.type === 'ImportDeclaration' ? [String(node.source.value)] : [])
}

/** The place of a syntax error that the engine reported without one. */
export async function locateSyntaxError(code: string, engineError: Error): Promise<SnippetSyntaxError> {
  try {
    await parse(code)
  }
  catch (error) {
    return error as SnippetSyntaxError
  }
  return new SnippetSyntaxError(engineError.message)
}

function strip(code: string, transforms: ('typescript' | 'imports')[]): string {
  try {
    return transform(code, { transforms, disableESTransforms: true, keepUnusedImports: true }).code
  }
  catch (error) {
    throw syntaxError(error as LocatedError, 1)
  }
}

/** A second, complete parser, fetched only when it is needed: sucrase lets some wrong programs pass. */
async function parse(code: string) {
  const acorn = await import('acorn')
  try {
    return acorn.parse(strip(code, ['typescript']), { ecmaVersion: 'latest', sourceType: 'module' })
  }
  catch (error) {
    throw error instanceof SnippetSyntaxError ? error : syntaxError(error as LocatedError, 0)
  }
}

/** @param firstColumn the number the parser gives to the first column. */
function syntaxError({ message, loc }: LocatedError, firstColumn: 0 | 1): SnippetSyntaxError {
  const bare = message.replace(/^Error transforming .*?: /, '').replace(/ \(\d+:\d+\)$/, '')
  return new SnippetSyntaxError(bare, loc && { line: loc.line, column: loc.column + 1 - firstColumn })
}
