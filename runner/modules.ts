/**
 * The modules that code on a slide can import, by specifier: packages, and files of `snippets/` relative to it
 * (`'./bus/event-bus.ts'`). A module is loaded only when the code of a run holds its specifier.
 */
export const modules: Record<string, () => Promise<object>> = {
  'emittery': () => import('emittery'),
  './bus/event-bus.ts': () => import('../snippets/bus/event-bus.ts'),
  './bus/command-runner.ts': () => import('../snippets/bus/command-runner.ts'),
}

/** Thrown by an import of any other module. */
export class UnknownImportError extends Error {
  override name = 'ImportError'

  constructor(specifier: string) {
    super(`Cannot import '${specifier}'. Available: ${Object.keys(modules).join(', ')}`)
  }
}

/** Loads the modules whose specifiers stand in the code. Returns a CommonJS `require` that throws UnknownImportError for others. */
export async function loadModules(code: string): Promise<(specifier: string) => object> {
  const loaded = new Map<string, object>()
  for (const [specifier, load] of Object.entries(modules)) {
    if (code.includes(specifier))
      loaded.set(specifier, { __esModule: true, ...await load() })
  }
  return (specifier) => {
    const found = loaded.get(specifier)
    if (!found)
      throw new UnknownImportError(specifier)
    return found
  }
}
